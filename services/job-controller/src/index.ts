export { createJobController } from './create-job-controller.ts';
