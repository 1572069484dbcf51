import { isAvailable } from '@flotilla/controller';
import { createDice, type Dice } from '@flotilla/process/testing';
import { expect, test } from 'vitest';
import {
  isWanted,
  planStatefulSet,
  type StatefulPod,
  type StatefulRules,
  type StatefulStep,
} from './plan-stateful-set.ts';
import { countStateful } from './stateful-status.ts';

const STARTED_MS = Date.UTC(2026, 0, 1);

/**
 * A set, its Pods as they are, and as its controller knows them: its own writes it knows at once, what befalls them
 * only when it is told, of the last state alone. Every step is checked as it is taken.
 */
class History {
  readonly #dice: Dice;
  readonly #pods = new Map<number, StatefulPod>();
  readonly #known = new Map<number, StatefulPod>();
  #rules: StatefulRules;
  #current = 'v1';
  #update = 'v1';
  #versions = 1;
  #nowMs = STARTED_MS;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#rules = {
      replicas: 1 + dice(5),
      start: dice(3),
      isParallel: dice(2) === 0,
      minReadySeconds: dice(2) * 5,
      rolling: dice(5) === 0 ? undefined : this.#someRolling(),
    };
  }

  /** Something happens. */
  move(): void {
    const moves = [
      () => this.#reconcile(this.#dice(3)),
      () => this.#reconcile(Number.POSITIVE_INFINITY),
      () => this.#befall(),
      () => this.#befall(),
      () => this.#tell(this.#someOrdinal()),
      () => this.#tell(this.#someOrdinal()),
      () => this.#change(),
      () => this.#pass(this.#dice(4)),
    ];
    moves[this.#dice(moves.length)]?.();
  }

  /** Nothing befalls the Pods any more but that they run and end as they should, and all is told. */
  settle(): void {
    for (let round = 0; round < 200; round++) {
      for (const ordinal of [...this.#pods.keys()]) this.#improve(ordinal);
      for (const ordinal of new Set([...this.#pods.keys(), ...this.#known.keys()])) this.#tell(ordinal);
      this.#nowMs += 1000;
      this.#reconcile(Number.POSITIVE_INFINITY);
    }
  }

  expectGoal(): void {
    const { replicas, start, rolling } = this.#rules;
    const ordinals = Array.from({ length: replicas }, (_, index) => start + index);
    expect([...this.#pods.keys()].sort((one, other) => one - other)).toEqual(ordinals);
    const kept = rolling === undefined ? replicas : (rolling.partition ?? 0);
    for (const ordinal of ordinals.slice(kept)) expect(this.#pods.get(ordinal)?.revision).toBe(this.#update);
    const counts = countStateful(this.#rules, this.#state());
    expect(counts).toMatchObject({ replicas, readyReplicas: replicas, availableReplicas: replicas });
    if (rolling !== undefined && kept === 0) expect(counts.currentRevision).toBe(this.#update);
  }

  #reconcile(most: number): void {
    const steps = planStatefulSet(this.#rules, this.#state());
    if (!this.#rules.isParallel && this.#rules.rolling?.maxUnavailable === undefined) {
      expect(steps.length).toBeLessThanOrEqual(1);
    }
    // It may end half-way; what it did not do is not done.
    for (const step of steps.slice(0, most)) {
      this.#check(step);
      this.#apply(step);
    }
    this.#current = countStateful(this.#rules, this.#state()).currentRevision;
  }

  #check(step: StatefulStep): void {
    const known = [...this.#known.values()];
    if (step.type === 'create') {
      expect(this.#pods.has(step.ordinal)).toBe(false);
      expect(isWanted(this.#rules, step.ordinal)).toBe(true);
      const before = Array.from({ length: step.ordinal - this.#rules.start }, (_, index) => this.#rules.start + index);
      if (!this.#rules.isParallel)
        expect(before.every((ordinal) => this.#isThere(this.#known.get(ordinal)))).toBe(true);
    } else if (isWanted(this.#rules, step.pod.ordinal)) {
      this.#checkReplacement(step.pod);
    } else if (!this.#rules.isParallel) {
      expect(step.pod.ordinal).toBe(Math.max(...this.#surplus(known)));
    }
  }

  /** A Pod that serves is taken away only when not too many are missing already. */
  #checkReplacement(pod: StatefulPod): void {
    const { replicas, rolling } = this.#rules;
    if (pod.phase === 'Failed') return;
    expect(pod.revision).not.toBe(this.#update);
    if (!this.#isThere(pod)) return;
    const serving = [...this.#known.values()].filter(
      (each) => isWanted(this.#rules, each.ordinal) && this.#isThere(each),
    );
    const isLastOf = serving.every(({ ordinal, revision }) => ordinal <= pod.ordinal || revision === this.#update);
    expect(isLastOf).toBe(true);
    const isStrict = rolling?.maxUnavailable !== undefined || !this.#rules.isParallel;
    if (isStrict) expect(replicas - serving.length).toBeLessThan(rolling?.maxUnavailable ?? 1);
  }

  #surplus(pods: readonly StatefulPod[]): number[] {
    return pods.map(({ ordinal }) => ordinal).filter((ordinal) => !isWanted(this.#rules, ordinal));
  }

  #isThere(pod: StatefulPod | undefined): boolean {
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return false;
    return isAvailable(pod, this.#rules.minReadySeconds, this.#nowMs);
  }

  #apply(step: StatefulStep): void {
    const pod = step.type === 'create' ? this.#made(step) : this.#pods.get(step.pod.ordinal);
    if (pod === undefined || (step.type === 'delete' && pod.metadata.uid !== step.pod.metadata.uid)) return;
    const next = step.type === 'create' ? pod : going(pod);
    this.#pods.set(next.ordinal, next);
    this.#known.set(next.ordinal, next);
  }

  #made({ ordinal, revision }: { readonly ordinal: number; readonly revision: string }): StatefulPod {
    const metadata = { name: `web-${ordinal}`, uid: String(this.#dice(2 ** 30)) };
    const nothing = { restarts: 0, sidecarRestarts: 0, deletionCost: 0, nodeName: 'n' };
    return { ...nothing, metadata, ordinal, revision, phase: 'Pending', isReady: false, readySinceMs: undefined };
  }

  /** The nodes, or a user, do something to a Pod. */
  #befall(): void {
    const ordinal = this.#someOrdinal();
    const pod = this.#pods.get(ordinal);
    if (pod === undefined) return;
    const fates = [
      () => this.#improve(ordinal),
      () => this.#improve(ordinal),
      () => this.#pods.set(ordinal, { ...pod, isReady: false }),
      () => this.#pods.set(ordinal, { ...pod, phase: 'Failed', isReady: false }),
      () => this.#pods.set(ordinal, going(pod)),
    ];
    fates[this.#dice(fates.length)]?.();
  }

  #improve(ordinal: number): void {
    const pod = this.#pods.get(ordinal);
    if (pod?.metadata.deletionTimestamp !== undefined) this.#pods.delete(ordinal);
    else if (pod !== undefined && pod.phase !== 'Failed' && !pod.isReady) {
      this.#pods.set(ordinal, { ...pod, phase: 'Running', isReady: true, readySinceMs: this.#nowMs });
    }
  }

  #tell(ordinal: number): void {
    const pod = this.#pods.get(ordinal);
    if (pod === undefined) this.#known.delete(ordinal);
    else this.#known.set(ordinal, pod);
  }

  #pass(seconds: number): void {
    this.#nowMs += 1000 * seconds;
  }

  /** Somebody asks for something else: a size, a new template or the one from before, another pace. */
  #change(): void {
    const { rolling } = this.#rules;
    const what = this.#dice(4);
    if (what === 0) this.#rules = { ...this.#rules, replicas: this.#dice(6) };
    if (what === 1) this.#update = `v${++this.#versions}`;
    if (what === 2) this.#update = this.#current;
    if (what === 3 && rolling !== undefined) this.#rules = { ...this.#rules, rolling: this.#someRolling() };
  }

  #someRolling(): NonNullable<StatefulRules['rolling']> {
    const partition = this.#dice(3) === 0 ? this.#dice(3) : 0;
    return { partition, maxUnavailable: this.#dice(2) === 0 ? undefined : 1 + this.#dice(2) };
  }

  #someOrdinal(): number {
    return this.#dice(8);
  }

  #state() {
    const pods = [...this.#known.values()];
    return { pods, current: this.#current, update: this.#update, isHeld: () => false, nowMs: this.#nowMs };
  }
}

function going(pod: StatefulPod): StatefulPod {
  return { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
}

test.each(Array.from({ length: 300 }, (_, index) => index + 1))(
  'whatever befalls its Pods, and however late it hears of it, a set keeps its order and comes to its goal (seed %d)',
  (seed) => {
    const dice = createDice(seed);
    const history = new History(dice);
    for (let count = 50 + dice(150); count > 0; count--) history.move();
    history.settle();
    history.expectGoal();
  },
);
