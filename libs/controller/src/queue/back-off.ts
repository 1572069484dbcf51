export interface BackOffSettings {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** As upstream's controllers: 5 ms, doubled at each failure, at most 1,000 s. */
export const CONTROLLER_BACK_OFF: BackOffSettings = { firstMs: 5, mostMs: 1_000_000 };

/** How long a key waits after its failures: doubled at each, from the first. */
export class BackOff {
  readonly #settings: BackOffSettings;
  readonly #failures = new Map<string, number>();

  constructor(settings: BackOffSettings) {
    this.#settings = settings;
  }

  /** Counts a failure; how many milliseconds to wait after it. */
  next(key: string): number {
    const { firstMs, mostMs } = this.#settings;
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    return Math.min(firstMs * 2 ** failures, mostMs);
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }
}
