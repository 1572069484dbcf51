import { isDeepStrictEqual } from 'node:util';
import {
  type EventRecorder,
  isNamespaceTerminating,
  type OwnedPods,
  referenceTo,
  slowStart,
} from '@flotilla/controller';
import type { Job, JobStatus } from '@flotilla/kinds/batch/v1';
import type { Client } from '@flotilla/registry';
import { Jobs } from '../objects/kinds.ts';
import { untrackPod } from '../objects/track-pod.ts';
import { newPod } from './new-pod.ts';
import type { JobPlan } from './plan-job.ts';
import type { NewPod } from './plan-pods.ts';

export interface CarryOutDeps {
  readonly client: Client;
  readonly events: EventRecorder;
  readonly pods: OwnedPods;
}

/** Does what the plan says, in its order. Throws what failed, once what could be done and told is. */
export async function carryOut({ client, events, pods }: CarryOutDeps, job: Job, plan: JobPlan): Promise<void> {
  await each(plan.surplus, async (pod) => {
    await untrackPod(client, pod);
    await pods.delete(job, pod);
  });
  await each(plan.end, (pod) => pods.delete(job, pod));
  const { notMade, error } = await make(pods, job, plan.create);
  await writeStatus(client, job, withoutActive(plan.status, notMade));
  await each(plan.release, (pod) => untrackPod(client, pod));
  for (const event of plan.events) events.record(referenceTo(job.apiVersion, job.kind, job.metadata), event);
  if (error !== undefined && !isNamespaceTerminating(error)) throw error;
}

async function each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (const result of await Promise.allSettled(items.map(act))) if (result.status === 'rejected') throw result.reason;
}

async function make(
  pods: OwnedPods,
  job: Job,
  wanted: readonly NewPod[],
): Promise<{ readonly notMade: number; readonly error?: unknown }> {
  const left = wanted.values();
  let notMade = wanted.length;
  try {
    await slowStart(wanted.length, async () => {
      const { value } = left.next();
      await pods.createPod(job, newPod(job, value ?? {}));
      notMade--;
    });
    return { notMade };
  } catch (error) {
    return { notMade, error };
  }
}

function withoutActive({ active = 0, ...status }: JobStatus, notMade: number): JobStatus {
  return active === notMade ? status : { ...status, active: active - notMade };
}

/** The status is decided from one version of the Job, and may only follow on that. */
async function writeStatus(client: Client, job: Job, status: JobStatus): Promise<void> {
  if (isDeepStrictEqual(status, job.status)) return;
  const { namespace = '', name = '', resourceVersion = '' } = job.metadata;
  await client.updateStatus(Jobs, { namespace, name }, (fresh) => {
    fresh.metadata.resourceVersion = resourceVersion;
    fresh.status = status;
  });
}
