export type { SchedulerDeps, SchedulerOptions } from './create-scheduler.ts';
export { createScheduler } from './create-scheduler.ts';
