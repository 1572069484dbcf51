import { isDeepStrictEqual } from 'node:util';
import { BackOff, type BackOffSettings, type Clock } from '@flotilla/controller';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { Heap } from './heap.ts';

/** A Pod whose turn it is. */
export interface Turn {
  readonly pod: SchedulingPod;
  /** Traceparents of what made it due. */
  readonly causes: readonly string[];
}

interface Entry {
  pod: SchedulingPod;
  causes: readonly string[];
  /**
   * - `active`: its turn comes by priority and age.
   * - `taken`: it is being decided on, or bound.
   * - `waiting`: becomes active when its back-off ends.
   * - `parked`: no node takes it; becomes `waiting` when something changes that may help.
   */
  state: 'active' | 'taken' | 'waiting' | 'parked';
  /** Until then it does not become active, in milliseconds since 1970. */
  notBeforeMs: number;
  cancel: () => void;
}

/** As upstream's scheduler: 1 s after the first failure, doubled up to 10 s. */
const BACK_OFF: BackOffSettings = { firstMs: 1000, mostMs: 10_000 };
/** A parked Pod is tried again after this long, in case that no change told that it may fit. */
const PARKED_MS = 300_000;

/** The Pods that no node has, the most urgent first. */
export class SchedulingQueue {
  /** Called whenever there may be something to take. */
  onReady: () => void = () => undefined;
  readonly #clock: Clock;
  readonly #backOff = new BackOff(BACK_OFF);
  readonly #entries = new Map<string, Entry>();
  /** May hold entries that are no longer active, or twice the same: they are left out when they come up. */
  readonly #active = new Heap<Entry>(isBefore);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new Pod, or a new version of one. A parked one is tried again where it asks for something else than before. */
  put(pod: SchedulingPod, causes: readonly string[] = []): void {
    const known = this.#entries.get(pod.path);
    if (known?.pod.uid !== pod.uid) {
      this.remove(pod.path);
      const entry: Entry = { pod, causes, state: 'waiting', notBeforeMs: 0, cancel: () => undefined };
      this.#entries.set(pod.path, entry);
      this.#activate(entry);
      return;
    }
    const asksElse = !isDeepStrictEqual(known.pod.demands, pod.demands);
    known.pod = pod;
    if (asksElse && known.state === 'parked') this.#wait(known, causes);
  }

  remove(path: string): void {
    const entry = this.#entries.get(path);
    if (entry === undefined) return;
    entry.cancel();
    entry.state = 'taken';
    this.#entries.delete(path);
    this.#backOff.forget(path);
  }

  /** The most urgent Pod; it is out of the way until {@link park} or {@link retry} puts it back. */
  take(): Turn | undefined {
    for (let entry = this.#active.pop(); entry !== undefined; entry = this.#active.pop()) {
      if (entry.state !== 'active') continue;
      entry.state = 'taken';
      return { pod: entry.pod, causes: entry.causes };
    }
    return undefined;
  }

  /** No node takes this Pod. */
  park({ path, uid }: SchedulingPod): void {
    const entry = this.#entries.get(path);
    if (entry === undefined || entry.pod.uid !== uid) return;
    entry.state = 'parked';
    entry.causes = [];
    entry.notBeforeMs = this.#clock.now() + this.#backOff.next(path);
    entry.cancel = this.#clock.after(PARKED_MS, () => this.#activate(entry));
  }

  /** The Pod has its node, but not what it needs there: its turn comes at once when something changes. */
  hold({ path, uid }: SchedulingPod): void {
    const entry = this.#entries.get(path);
    if (entry === undefined || entry.pod.uid !== uid) return;
    entry.state = 'parked';
    entry.causes = [];
    entry.notBeforeMs = 0;
    entry.cancel = this.#clock.after(PARKED_MS, () => this.#activate(entry));
  }

  /** Something went wrong that has nothing to do with the Pod: try again after a back-off. */
  retry({ path, uid }: SchedulingPod): void {
    const entry = this.#entries.get(path);
    if (entry === undefined || entry.pod.uid !== uid) return;
    entry.notBeforeMs = this.#clock.now() + this.#backOff.next(path);
    this.#wait(entry, entry.causes);
  }

  /** Something changed that may let parked Pods in, or those of them that it concerns. */
  wake(causes: readonly string[] = [], concerns: (pod: SchedulingPod) => boolean = () => true): void {
    for (const entry of this.#entries.values()) {
      if (entry.state === 'parked' && concerns(entry.pod)) this.#wait(entry, causes);
    }
  }

  stop(): void {
    for (const path of [...this.#entries.keys()]) this.remove(path);
  }

  #wait(entry: Entry, causes: readonly string[]): void {
    entry.cancel();
    entry.state = 'waiting';
    entry.causes = causes;
    const leftMs = entry.notBeforeMs - this.#clock.now();
    if (leftMs <= 0) this.#activate(entry);
    else entry.cancel = this.#clock.after(leftMs, () => this.#activate(entry));
  }

  #activate(entry: Entry): void {
    entry.cancel();
    entry.state = 'active';
    this.#active.push(entry);
    this.onReady();
  }
}

function isBefore({ pod: left }: Entry, { pod: right }: Entry): boolean {
  if (left.priority !== right.priority) return left.priority > right.priority;
  if (left.createdMs !== right.createdMs) return left.createdMs < right.createdMs;
  return left.path < right.path;
}
