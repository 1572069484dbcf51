/** As upstream: a second, doubled at each failure, at most fifteen minutes. */
const FIRST_MS = 1000;
const MOST_MS = 15 * 60_000;

interface Failure {
  readonly delayMs: number;
  readonly atMs: number;
}

/** How long to put up with a failed Pod, so that what fails at once is not made again at once. */
export class FailedPods {
  readonly #failures = new Map<string, Failure>();

  /** How long one is to stay from now on. */
  patienceMs(key: string, nowMs: number): number {
    const failure = this.#failures.get(key);
    return failure === undefined ? 0 : Math.max(0, failure.atMs + failure.delayMs - nowMs);
  }

  /** Notes that one was deleted. Where none was for long, it counts as the first. */
  note(key: string, nowMs: number): void {
    this.#forgetOld(nowMs);
    const { delayMs = FIRST_MS / 2 } = this.#failures.get(key) ?? {};
    this.#failures.set(key, { delayMs: Math.min(2 * delayMs, MOST_MS), atMs: nowMs });
  }

  #forgetOld(nowMs: number): void {
    for (const [key, { atMs }] of this.#failures) if (nowMs - atMs > 2 * MOST_MS) this.#failures.delete(key);
  }
}
