import { isAvailable } from '@flotilla/controller';
import { createDice, type Dice } from '@flotilla/process/testing';
import { expect, test } from 'vitest';
import type { DaemonFit } from './daemon-fit.ts';
import type { DaemonPod } from './daemon-pod.ts';
import { type DaemonRules, type DaemonState, type DaemonStep, planDaemonSet } from './plan-daemon-set.ts';

const FITS: readonly DaemonFit[] = [
  { starts: true, stays: true },
  { starts: false, stays: true },
  { starts: false, stays: false },
];

interface Present extends Omit<DaemonPod, 'isUpToDate'> {
  readonly version: number;
}

/**
 * A set, its nodes, its Pods as they are, and as its controller knows them: its own writes it knows at once, what
 * befalls them only when it is told, of the last state alone. Every step is checked as it is taken.
 */
class History {
  readonly #dice: Dice;
  readonly #nodes = new Map<string, DaemonFit>();
  readonly #pods = new Map<string, Present>();
  readonly #known = new Map<string, Present>();
  #rolling: DaemonRules['rolling'];
  #version = 1;
  #made = 0;
  #nowMs = Date.UTC(2026, 0, 1);

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#rolling = dice(6) === 0 ? undefined : this.#somePace();
    for (let count = 1 + dice(5); count > 0; count--) this.#nodes.set(`n${count}`, { starts: true, stays: true });
  }

  move(): void {
    const moves = [
      () => this.#reconcile(this.#dice(3)),
      () => this.#reconcile(Number.POSITIVE_INFINITY),
      () => this.#befall(this.#somePod()),
      () => this.#befall(this.#somePod()),
      () => this.#tell(this.#somePod()),
      () => this.#tell(this.#somePod()),
      () => this.#change(),
    ];
    moves[this.#dice(moves.length)]?.();
    this.#nowMs += 1000;
  }

  /** Nothing befalls nodes and Pods any more but that these run and end as they should, and all is told. */
  settle(): void {
    for (let round = 0; round < 100; round++) {
      for (const name of [...this.#pods.keys()]) this.#improve(name);
      for (const name of new Set([...this.#pods.keys(), ...this.#known.keys()])) this.#tell(name);
      this.#nowMs += 10_000;
      this.#reconcile(Number.POSITIVE_INFINITY);
    }
  }

  expectGoal(): void {
    const pods = [...this.#pods.values()];
    for (const [name, { starts, stays }] of this.#nodes) {
      const own = pods.filter(({ targetNode }) => targetNode === name);
      expect(own.length).toBeLessThanOrEqual(stays ? 1 : 0);
      if (!starts) continue;
      expect(own).toMatchObject([{ phase: 'Running', isReady: true }]);
      if (this.#rolling !== undefined) expect(own).toMatchObject([{ version: this.#version }]);
    }
    expect(planDaemonSet(this.#rules(), this.#state()).steps).toEqual([]);
  }

  #rules(): DaemonRules {
    return { minReadySeconds: 5, rolling: this.#rolling };
  }

  #state(): DaemonState {
    const pods = [...this.#known.values()].map((pod) => ({ ...pod, isUpToDate: pod.version === this.#version }));
    return { nodes: new Map(this.#nodes), pods, patienceMs: () => 0, nowMs: this.#nowMs };
  }

  #reconcile(most: number): void {
    // It may end half-way; what it did not do is not done.
    for (const step of planDaemonSet(this.#rules(), this.#state()).steps.slice(0, most)) {
      if (step.type === 'create') this.#create(step.nodeName);
      else this.#remove(step);
    }
  }

  #create(nodeName: string): void {
    const there = [...this.#pods.values()].filter((pod) => pod.targetNode === nodeName && !hasEnded(pod));
    const maxSurge = this.#rolling?.maxSurge ?? 0;
    expect(this.#nodes.get(nodeName)?.starts).toBe(true);
    if (maxSurge === 0) expect(there).toEqual([]);
    const staying = there.filter((pod) => !isGoing(pod));
    expect(staying.filter(({ version }) => version === this.#version)).toEqual([]);
    expect(staying.length).toBeLessThanOrEqual(1);
    if (this.#knownOn(nodeName).some((pod) => this.#serves(pod))) expect(this.#surging()).toBeLessThan(maxSurge);
    const name = `p${++this.#made}`;
    const nothing = { restarts: 0, sidecarRestarts: 0, deletionCost: 0, readySinceMs: undefined, isReady: false };
    const metadata = { name, uid: name, creationTimestamp: new Date(this.#nowMs).toISOString() };
    const pod = { ...nothing, metadata, phase: 'Pending', nodeName, targetNode: nodeName, version: this.#version };
    this.#pods.set(name, pod);
    this.#known.set(name, pod);
  }

  #remove({ pod: { metadata, targetNode } }: DaemonStep & { readonly type: 'delete' }): void {
    const name = metadata.name ?? '';
    const known = this.#known.get(name);
    if (known !== undefined && this.#serves(known)) this.#checkRemoval(known, targetNode);
    const pod = this.#pods.get(name);
    if (pod === undefined) return;
    this.#pods.set(name, going(pod));
    this.#known.set(name, going(pod));
  }

  /** A Pod that serves its node goes only when another does, or when not too many nodes are without one already. */
  #checkRemoval(pod: Present, nodeName: string): void {
    const others = this.#knownOn(nodeName).filter((each) => each !== pod && !isGoing(each));
    if (!this.#nodes.get(nodeName)?.starts || others.length > 0 || this.#rolling === undefined) return;
    expect(pod.version).not.toBe(this.#version);
    expect(this.#rolling.maxSurge).toBe(0);
    const bare = [...this.#nodes].filter(
      ([name, { starts }]) => starts && !this.#knownOn(name).some((each) => this.#serves(each)),
    );
    expect(bare.length).toBeLessThan(this.#rolling.maxUnavailable);
  }

  #surging(): number {
    const names = [...this.#nodes.keys()].filter((name) => {
      const staying = this.#knownOn(name).filter((pod) => !isGoing(pod));
      const fresh = staying.filter(({ version }) => version === this.#version);
      const isOldThere = staying.some((pod) => pod.version !== this.#version && this.#serves(pod));
      return isOldThere && fresh.length > 0 && !fresh.some((pod) => this.#serves(pod));
    });
    return names.length;
  }

  #knownOn(nodeName: string): Present[] {
    return [...this.#known.values()].filter(({ targetNode }) => targetNode === nodeName);
  }

  #serves(pod: Present): boolean {
    return !isGoing(pod) && !hasEnded(pod) && isAvailable(pod, 5, this.#nowMs);
  }

  /** The nodes, or a user, do something to a Pod. */
  #befall(name: string): void {
    const pod = this.#pods.get(name);
    if (pod === undefined) return;
    const fate = this.#dice(6);
    if (fate < 3) this.#improve(name);
    if (fate === 3) this.#pods.set(name, { ...pod, isReady: false });
    if (fate === 4) this.#pods.set(name, { ...pod, phase: this.#dice(2) ? 'Failed' : 'Succeeded', isReady: false });
    if (fate === 5) this.#pods.set(name, going(pod));
  }

  #improve(name: string): void {
    const pod = this.#pods.get(name);
    if (pod === undefined) return;
    if (isGoing(pod)) this.#pods.delete(name);
    else if (!hasEnded(pod) && !pod.isReady) {
      this.#pods.set(name, { ...pod, phase: 'Running', isReady: true, readySinceMs: this.#nowMs });
    }
  }

  #tell(name: string): void {
    const pod = this.#pods.get(name);
    if (pod === undefined) this.#known.delete(name);
    else this.#known.set(name, pod);
  }

  /** Somebody wants something else: a new template, another pace, or nodes come, go and change. */
  #change(): void {
    const what = this.#dice(4);
    const nodeName = `n${1 + this.#dice(6)}`;
    if (what === 0) this.#version++;
    if (what === 1 && this.#rolling !== undefined) this.#rolling = this.#somePace();
    if (what > 1) this.#nodes.set(nodeName, FITS[this.#dice(FITS.length)] ?? { starts: true, stays: true });
  }

  #somePace(): NonNullable<DaemonRules['rolling']> {
    const count = 1 + this.#dice(3);
    return this.#dice(2) === 0 ? { maxUnavailable: count, maxSurge: 0 } : { maxUnavailable: 0, maxSurge: count };
  }

  #somePod(): string {
    const names = [...new Set([...this.#pods.keys(), ...this.#known.keys()])];
    return names[this.#dice(Math.max(1, names.length))] ?? '';
  }
}

function isGoing({ metadata }: Present): boolean {
  return metadata.deletionTimestamp !== undefined;
}

function hasEnded({ phase }: Present): boolean {
  return phase === 'Failed' || phase === 'Succeeded';
}

function going(pod: Present): Present {
  return { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
}

test.each(Array.from({ length: 300 }, (_, index) => index + 1))(
  'whatever befalls nodes and Pods, a node has one Pod at most, not too many have none, and all get theirs (seed %d)',
  (seed) => {
    const dice = createDice(seed);
    const history = new History(dice);
    for (let count = 50 + dice(200); count > 0; count--) history.move();
    history.settle();
    history.expectGoal();
  },
);
