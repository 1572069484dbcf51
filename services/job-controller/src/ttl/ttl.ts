import { type Clock, type Controller, controller, done } from '@flotilla/controller';
import { isStatus, parsePath } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { Jobs } from '../objects/kinds.ts';
import type { Timers } from '../timers/timers.ts';
import { wakeAt } from '../timers/wake-at.ts';
import { expiryMs } from './plan-ttl.ts';

export interface TtlDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** Deletes Jobs with their Pods, so long after they finished. */
export function ttlController({ client, clock, timers }: TtlDeps, { jobs }: Pick<Informers, 'jobs'>): Controller {
  return controller('ttl-after-finished')
    .for(jobs)
    .wokenBy(timers)
    .reconciles(async (path) => {
      const job = jobs.get(path);
      const dueMs = job === undefined ? undefined : expiryMs(job);
      if (job === undefined || dueMs === undefined) return done;
      const nowMs = clock.now();
      const { uid = '', resourceVersion = '' } = job.metadata;
      if (dueMs > nowMs) return wakeAt(timers, { key: path, uid, dueMs }, nowMs);
      try {
        // Of this very version: its time may just have been changed.
        const preconditions = { uid, resourceVersion };
        await client.delete(Jobs, parsePath(path), { propagationPolicy: 'Foreground', preconditions });
      } catch (error) {
        if (!isStatus(error, 'Conflict')) throw error;
      }
      return done;
    });
}
