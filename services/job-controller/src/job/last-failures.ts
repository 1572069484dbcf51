import type { JobPod } from '../objects/job-pod.ts';
import { hasFailed, isOfJob, type JobFacts } from './facts.ts';

/**
 * The last Pod of each index that failed and is to be tried again, by index. It is kept until the next one has been
 * made, which takes over from it how often the index has failed.
 */
export function lastFailures({ spec, pods, active, indexes }: JobFacts): ReadonlyMap<number, JobPod> {
  const last = new Map<number, JobPod>();
  if (indexes?.failed === undefined) return last;
  const running = new Set(active.map(({ index }) => index));
  for (const pod of pods) {
    const { index = -1 } = pod;
    if (!pod.isTracked || !hasFailed(spec, pod) || !isOfJob(spec, pod)) continue;
    if (indexes.succeeded.has(index) || indexes.failed.has(index) || running.has(index)) continue;
    const known = last.get(index);
    if (known === undefined || isLater(pod, known)) last.set(index, pod);
  }
  return last;
}

const triesOf = ({ failures: { counted, ignored } }: JobPod): number => counted + ignored;

const isLater = (pod: JobPod, known: JobPod): boolean =>
  triesOf(known) <= triesOf(pod) && known.finishedMs <= pod.finishedMs;
