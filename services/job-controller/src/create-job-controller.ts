import { type ControllerServiceDeps, createControllerService, type Service } from '@flotilla/controller';
import type { StoreConnection } from '@flotilla/store';
import { cronJobController } from './cron-job/cron-job.ts';
import { jobController } from './job/job.ts';
import { orphanPodController } from './job/orphan-pods.ts';
import { createInformers } from './objects/informers.ts';
import { createTimerBoard } from './timers/bullmq-timers.ts';
import { createLateBoard } from './timers/late-board.ts';
import { ttlController } from './ttl/ttl.ts';

export interface JobControllerDeps extends ControllerServiceDeps {
  /** Where its timers are kept. */
  readonly store: StoreConnection;
}

/** Runs Jobs to their end, and starts them when CronJobs say. */
export function createJobController(deps: JobControllerDeps): Service {
  const board = createLateBoard(() => createTimerBoard(deps));
  const service = createControllerService(deps, { name: 'job-controller' }, ({ informers: from, clock, ...parts }) => {
    const informers = createInformers(from);
    const client = parts.client('job-controller');
    const cronClient = parts.client('cronjob-controller');
    const ttlClient = parts.client('ttl-after-finished-controller');
    return [
      jobController(
        { client, clock, events: parts.events(client, 'job-controller'), timers: board.timersOf('job') },
        informers,
      ),
      orphanPodController(client, informers),
      ttlController({ client: ttlClient, clock, timers: board.timersOf('ttl-after-finished') }, informers),
      cronJobController(
        {
          client: cronClient,
          clock,
          events: parts.events(cronClient, 'cronjob-controller'),
          timers: board.timersOf('cronjob'),
        },
        informers,
      ),
    ];
  });
  return {
    start: (signal) => service.start(signal),
    async stop() {
      await service.stop();
      await board.close();
    },
  };
}
