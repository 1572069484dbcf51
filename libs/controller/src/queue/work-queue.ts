import type { Clock } from '../clock/clock.ts';

/** A key to work on. */
export interface QueueEntry {
  readonly key: string;
  /** Traceparents of what put it here: the first began it, the others came while it waited. */
  readonly causes: readonly string[];
  /** When it first became ready, in milliseconds since 1970. */
  readonly sinceMs: number;
}

/** When a key that was worked on is due again. */
export interface Again {
  readonly afterMs: number;
  readonly causes?: readonly string[];
}

interface Waiting {
  readonly causes: Set<string>;
  readonly sinceMs: number;
}

interface Delayed extends Waiting {
  readonly dueMs: number;
  readonly cancel: () => void;
}

/** More causes than this are not told apart: links that nobody follows. */
const MOST_CAUSES = 16;

/**
 * Keys in the order in which they came, each once however often it is added, and none given out while it is worked on:
 * one that is added meanwhile waits until that is done. A key that is due later and is added sooner runs once, sooner.
 */
export class WorkQueue {
  /** Called whenever there may be something to take. */
  onReady: () => void = () => undefined;
  readonly #clock: Clock;
  readonly #ready = new Map<string, Waiting>();
  readonly #delayed = new Map<string, Delayed>();
  /** What is worked on, and whether it was added again meanwhile. */
  readonly #working = new Map<string, Waiting | undefined>();
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many keys are ready to be taken. */
  get size(): number {
    return this.#ready.size;
  }

  add(key: string, causes: readonly string[] = []): void {
    if (this.#stopped) return;
    if (this.#working.has(key)) {
      this.#working.set(key, this.#merged(this.#working.get(key), causes));
      return;
    }
    const delayed = this.#delayed.get(key);
    delayed?.cancel();
    this.#delayed.delete(key);
    this.#ready.set(key, this.#merged(this.#ready.get(key), [...(delayed?.causes ?? []), ...causes]));
    this.onReady();
  }

  addAfter(key: string, { afterMs, causes = [] }: Again): void {
    if (afterMs <= 0) {
      this.add(key, causes);
      return;
    }
    const dueMs = this.#clock.now() + afterMs;
    const earlier = this.#delayed.get(key);
    const isDueSooner = earlier !== undefined && earlier.dueMs <= dueMs;
    if (this.#stopped || this.#ready.has(key) || this.#working.has(key) || isDueSooner) return;
    earlier?.cancel();
    const cancel = this.#clock.after(afterMs, () => this.add(key));
    this.#delayed.set(key, { ...this.#merged(earlier, causes), dueMs, cancel });
  }

  /** The oldest ready key, which is worked on from now. */
  take(): QueueEntry | undefined {
    const [oldest] = this.#ready;
    if (oldest === undefined) return undefined;
    const [key, { causes, sinceMs }] = oldest;
    this.#ready.delete(key);
    this.#working.set(key, undefined);
    return { key, causes: [...causes], sinceMs };
  }

  /** Ends the work on a key. One that was added meanwhile is ready at once. */
  done(key: string, again?: Again): void {
    const meanwhile = this.#working.get(key);
    this.#working.delete(key);
    if (meanwhile !== undefined) this.add(key, [...meanwhile.causes]);
    else if (again !== undefined) this.addAfter(key, again);
  }

  /** Gives out nothing more and takes nothing in. */
  stop(): void {
    this.#stopped = true;
    this.#ready.clear();
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
  }

  #merged(waiting: Waiting | undefined, causes: Iterable<string>): Waiting {
    const { causes: known, sinceMs } = waiting ?? { causes: new Set<string>(), sinceMs: this.#clock.now() };
    for (const cause of causes) if (known.size < MOST_CAUSES) known.add(cause);
    return { causes: known, sinceMs };
  }
}
