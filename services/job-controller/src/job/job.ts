import {
  adoptersOf,
  applyClaim,
  type Clock,
  type Controller,
  candidatesOf,
  chosenBy,
  controller,
  createOwnedPods,
  done,
  type EventRecorder,
  type Informer,
  planClaim,
} from '@flotilla/controller';
import type { Client } from '@flotilla/registry';
import { finishOf } from '../objects/conditions.ts';
import type { Informers, SelectingJob } from '../objects/informers.ts';
import type { JobPod } from '../objects/job-pod.ts';
import { Pods } from '../objects/kinds.ts';
import { isManagedHere } from '../objects/managed-here.ts';
import { trackPod } from '../objects/track-pod.ts';
import type { Timers } from '../timers/timers.ts';
import { wakeAt } from '../timers/wake-at.ts';
import { FailureMemory } from './back-off.ts';
import { carryOut } from './carry-out.ts';
import { endedPods, planJob } from './plan-job.ts';

export interface JobDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly timers: Timers;
}

/** Runs Pods until as many have succeeded as a Job asks for, or it has failed. */
export function jobController(deps: JobDeps, { jobs, pods }: Pick<Informers, 'jobs' | 'pods'>): Controller {
  const { client, clock, events, timers } = deps;
  const memory = new FailureMemory();
  const made = { client, events, pods: createOwnedPods(client, events) };
  return controller('job')
    .for(jobs)
    .owns(pods)
    .watches(pods, adoptersOf(jobs))
    .wokenBy(timers)
    .reconciles(async (path) => {
      const job = jobs.get(path);
      if (job === undefined || finishOf(job) !== undefined || !isManagedHere(job)) {
        memory.forget(path);
        return done;
      }
      const owned = await claim(client, job, pods);
      if (owned === undefined) return done;
      const nowMs = clock.now();
      const { uid = '' } = job.metadata;
      const situation = { job, pods: owned, nowMs };
      const plan = planJob(situation, memory.recall(path, uid, endedPods(situation)));
      if (plan === undefined) return done;
      await carryOut(made, job, plan);
      return plan.wakeMs === undefined ? done : wakeAt(timers, { key: path, uid, dueMs: plan.wakeMs }, nowMs);
    });
}

/** What the Job has; undefined where that has just changed, and will be seen anew. */
async function claim(
  client: Client,
  job: SelectingJob,
  pods: Informer<JobPod>,
): Promise<readonly JobPod[] | undefined> {
  const plan = planClaim(job, chosenBy(job.selector), candidatesOf(pods, job));
  if (plan.adopt.length + plan.release.length === 0) return plan.owned;
  for (const orphan of plan.adopt) await trackPod(client, orphan);
  await applyClaim(client, job, Pods, plan);
  return undefined;
}
