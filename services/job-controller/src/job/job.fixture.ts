import type { Job, JobSpec, JobStatus } from '@flotilla/kinds/batch/v1';
import { formatTime } from '@flotilla/machinery';
import type { JobPod } from '../objects/job-pod.ts';

export const startMs = Date.UTC(2026, 0, 1);

/** A Job as the server defaults one. */
export function jobOf(spec: Partial<JobSpec> = {}, status?: JobStatus): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { namespace: 'default', name: 'sum', uid: 'job' },
    spec: {
      completions: 1,
      parallelism: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      podReplacementPolicy: 'TerminatingOrFailed',
      template: { spec: { containers: [], restartPolicy: 'Never' } },
      ...spec,
    },
    ...(status === undefined ? {} : { status }),
  };
}

export interface PodFields extends Partial<Omit<JobPod, 'metadata'>> {
  readonly isLeaving?: boolean;
}

/** A Pod of that Job that runs and is to be counted. */
export function podOf(uid: string, { isLeaving = false, ...fields }: PodFields = {}): JobPod {
  return {
    metadata: {
      namespace: 'default',
      name: uid,
      uid,
      creationTimestamp: formatTime(startMs),
      ...(isLeaving ? { deletionTimestamp: formatTime(startMs) } : {}),
    },
    phase: 'Running',
    nodeName: 'node',
    isReady: true,
    readySinceMs: startMs,
    restarts: 0,
    sidecarRestarts: 0,
    deletionCost: 0,
    index: undefined,
    failures: { counted: 0, ignored: 0 },
    isTracked: true,
    failedContainers: [],
    conditions: [],
    allRestarts: 0,
    finishedMs: startMs,
    ...fields,
  };
}
