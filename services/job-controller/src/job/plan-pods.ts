import { deletionOrder } from '@flotilla/controller';
import type { JobPod } from '../objects/job-pod.ts';
import { notBefore } from './back-off.ts';
import { type JobFacts, replacesEndedOnly } from './facts.ts';
import { judgeFailure } from './failure-policy.ts';
import { IndexSet } from './index-set.ts';
import { lastFailures } from './last-failures.ts';

/** A Pod to be made. */
export interface NewPod {
  /** Where the Job is indexed. */
  readonly index?: number;
  /** Where tries are limited for each index: how often it has failed by now. */
  readonly failures?: { readonly counted: number; readonly ignored: number };
}

/** Which Pods a Job that goes on should lose and get. */
export interface PodsPlan {
  readonly surplus: readonly JobPod[];
  readonly create: readonly NewPod[];
  /** When a Pod may be made that has to wait for now; milliseconds since 1970. */
  readonly waitUntilMs?: number;
}

/** As upstream, so that one great Job leaves room for others. */
const MOST_AT_ONCE = 500;

/** `notBeforeMs`: when the next Pod may be made, after those that failed. */
export function planPods(facts: JobFacts, notBeforeMs: number): PodsPlan {
  const { spec, active, terminating, nowMs } = facts;
  const wanted = spec.suspend ? 0 : wantedActive(facts);
  const surplus = surplusOf(facts, Math.max(0, active.length - wanted));
  if (surplus.length > 0 || spec.suspend) return { surplus, create: [] };
  const leaving = replacesEndedOnly(spec) ? terminating.length : 0;
  const missing = Math.min(wanted - leaving - active.length, MOST_AT_ONCE);
  if (missing <= 0) return { surplus, create: [] };
  if (spec.backoffLimitPerIndex !== undefined) return { surplus, ...planIndexes(facts, missing) };
  if (notBeforeMs > nowMs) return { surplus, create: [], waitUntilMs: notBeforeMs };
  const { indexes } = facts;
  if (indexes === undefined) return { surplus, create: Array.from({ length: missing }, () => ({})) };
  return { surplus, create: pendingIndexes(facts, missing).map((index) => ({ index })) };
}

/** Never more than there are completions to come; of a work queue that has had a success, as many as there are. */
function wantedActive({ spec, active, succeeded }: JobFacts): number {
  const { completions, parallelism = 1 } = spec;
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(completions - succeeded, parallelism));
}

/** At least so many, and all that have no index of the Job or share one. */
function surplusOf(facts: JobFacts, atLeast: number): JobPod[] {
  const { active, indexes, nowMs } = facts;
  const inOrder = deletionOrder(active, { related: [], nowMs });
  if (indexes === undefined) return inOrder.slice(0, atLeast).slice(0, MOST_AT_ONCE);
  const best = new Map(inOrder.map((pod) => [pod.index, pod]));
  const isRight = (pod: JobPod): boolean =>
    pod.index !== undefined && pod.index < indexes.completions && best.get(pod.index) === pod;
  const wrong = inOrder.filter((pod) => !isRight(pod));
  const others = inOrder.filter(isRight).slice(0, Math.max(0, atLeast - wrong.length));
  return [...wrong, ...others].slice(0, MOST_AT_ONCE);
}

function pendingIndexes({ spec, active, terminating, indexes }: JobFacts, count: number): number[] {
  if (indexes === undefined) return [];
  const busy = replacesEndedOnly(spec) ? [...active, ...terminating] : active;
  const taken = IndexSet.of(busy.flatMap(({ index }) => index ?? []));
  const settled = indexes.failed === undefined ? indexes.succeeded : indexes.succeeded.with(indexes.failed);
  return settled.with(taken).missing(count, indexes.completions);
}

/** Each index waits for itself; where none may begin, the first that may is waited for. */
function planIndexes(facts: JobFacts, count: number): Pick<PodsPlan, 'create' | 'waitUntilMs'> {
  const failed = lastFailures(facts);
  const candidates = pendingIndexes(facts, count).map((index) => {
    const last = failed.get(index);
    if (last === undefined) return { readyMs: 0, pod: { index, failures: { counted: 0, ignored: 0 } } };
    const { counted, ignored } = last.failures;
    const readyMs = notBefore(counted + ignored + 1, last.finishedMs);
    return { readyMs, pod: { index, failures: failuresAfter(facts, last) } };
  });
  const ready = candidates.filter(({ readyMs }) => readyMs <= facts.nowMs);
  if (ready.length > 0 || candidates.length === 0) return { create: ready.map(({ pod }) => pod) };
  return { create: [], waitUntilMs: Math.min(...candidates.map(({ readyMs }) => readyMs)) };
}

function failuresAfter({ spec }: JobFacts, last: JobPod): NonNullable<NewPod['failures']> {
  const { counted, ignored } = last.failures;
  const { isCounted } = judgeFailure(spec.podFailurePolicy, last);
  return isCounted ? { counted: counted + 1, ignored } : { counted, ignored: ignored + 1 };
}
