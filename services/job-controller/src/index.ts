export type { JobControllerDeps } from './create-job-controller.ts';
export { createJobController } from './create-job-controller.ts';
