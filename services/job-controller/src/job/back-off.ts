/** A Pod that has ended, as far as the next one has to wait for it. */
export interface Ended {
  readonly uid: string;
  readonly hasFailed: boolean;
  readonly finishedMs: number;
}

/** As upstream: 10 s after the first failure, doubled at each, ten minutes at most. */
const FIRST_MS = 10_000;
const MOST_MS = 600_000;

/** When the next Pod may be made after so many failures in a row; milliseconds since 1970. */
export function notBefore(failures: number, lastFailureMs: number): number {
  if (failures === 0) return 0;
  return lastFailureMs + Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 30), MOST_MS);
}

/** The same after all that have ended: what failed since the last success counts. */
export function notBeforeAfter(ended: readonly Ended[]): number {
  const failed = failedSinceSuccess(ended);
  return notBefore(failed.length, latestMs(failed));
}

function failedSinceSuccess(ended: readonly Ended[]): Ended[] {
  const lastSuccessMs = latestMs(ended.filter(({ hasFailed }) => !hasFailed));
  return ended.filter(({ hasFailed, finishedMs }) => hasFailed && finishedMs > lastSuccessMs);
}

const latestMs = (ended: readonly Ended[]): number =>
  ended.reduce((latest, { finishedMs }) => Math.max(latest, finishedMs), 0);

/**
 * Remembers what of each Job has failed since its last success, because Pods may be deleted before the wait after them
 * is over. What it knows it can also learn from the Pods that are there: after a restart only deleted ones are forgotten.
 */
export class FailureMemory {
  readonly #byJob = new Map<string, { readonly uid: string; readonly failed: ReadonlyMap<string, Ended> }>();

  /** Everything that is known to have ended: these, and those that were seen before. */
  recall(path: string, uid: string, ended: readonly Ended[]): readonly Ended[] {
    const known = this.#byJob.get(path);
    const remembered = known?.uid === uid ? known.failed : new Map<string, Ended>();
    const all = [...new Map([...remembered, ...ended.map((each) => [each.uid, each] as const)]).values()];
    const failed = failedSinceSuccess(all);
    if (failed.length === 0) this.#byJob.delete(path);
    else this.#byJob.set(path, { uid, failed: new Map(failed.map((each) => [each.uid, each])) });
    return all;
  }

  forget(path: string): void {
    this.#byJob.delete(path);
  }
}
