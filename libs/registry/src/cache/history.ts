import type { Entry } from './entry.ts';

/** A change of one object as a watch cache tells it. */
export interface CacheEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  /** The new version; for DELETED the last one, under the revision of the deletion. */
  readonly entry: Entry;
  /** The version before; undefined for ADDED. */
  readonly before: Entry | undefined;
  /** The trace that caused it. */
  readonly traceparent: string | undefined;
}

export interface HistoryLimits {
  readonly ageMs: number;
  readonly bytes: number;
}

interface Kept {
  readonly event: CacheEvent;
  readonly at: number;
}

/** The events of the last minutes, in order. What it has let go of is below its floor. */
export class History {
  readonly #limits: HistoryLimits;
  #kept: (Kept | undefined)[] = [];
  /** How many of the first in `#kept` are let go and empty, but not yet cut off. */
  #dropped = 0;
  #bytes = 0;
  #floor: number;

  constructor(floor: number, limits: HistoryLimits) {
    this.#floor = floor;
    this.#limits = limits;
  }

  /** States after this revision, and it itself, can be told; older ones cannot. */
  get floor(): number {
    return this.#floor;
  }

  /** `now` is in milliseconds. */
  add(event: CacheEvent, now: number): void {
    this.#kept.push({ event, at: now });
    this.#bytes += event.entry.body.length;
  }

  /** Lets go of what is too old or too much. `now` is in milliseconds. */
  trim(now: number): void {
    for (let oldest = this.#oldest(); oldest !== undefined && this.#isTooMuch(oldest, now); oldest = this.#oldest()) {
      this.#kept[this.#dropped++] = undefined;
      this.#bytes -= oldest.event.entry.body.length;
      this.#floor = oldest.event.revision;
    }
    if (this.#dropped > this.#kept.length / 2) {
      this.#kept = this.#kept.slice(this.#dropped);
      this.#dropped = 0;
    }
  }

  /** The events after `revision`, oldest first; undefined where that is below the floor. */
  since(revision: number): CacheEvent[] | undefined {
    if (revision < this.#floor) return undefined;
    const events: CacheEvent[] = [];
    for (const event of this.#newestFirst()) {
      if (event.revision <= revision) break;
      events.push(event);
    }
    return events.reverse();
  }

  /** What differed at `revision` from now: by path, the version it had then, or undefined where there was none. */
  undo(revision: number): Map<string, Entry | undefined> | undefined {
    if (revision < this.#floor) return undefined;
    const then = new Map<string, Entry | undefined>();
    for (const event of this.#newestFirst()) {
      if (event.revision <= revision) break;
      then.set(event.entry.path, event.before);
    }
    return then;
  }

  *#newestFirst(): Generator<CacheEvent> {
    for (let index = this.#kept.length - 1; index >= this.#dropped; index--) {
      const kept = this.#kept[index];
      if (kept !== undefined) yield kept.event;
    }
  }

  #oldest(): Kept | undefined {
    return this.#kept[this.#dropped];
  }

  #isTooMuch({ at }: Kept, now: number): boolean {
    return now - at > this.#limits.ageMs || this.#bytes > this.#limits.bytes;
  }
}
