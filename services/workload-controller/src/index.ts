export { createWorkloadController } from './create-workload-controller.ts';
