import type { DeploymentSpec, DeploymentStatus, ReplicaSetStatus } from '@flotilla/kinds/apps/v1';
import { createDice, type Dice } from '@flotilla/process/testing';
import { expect, test } from 'vitest';
import { type ReplicaSetView, viewReplicaSet } from '../replica-set/replica-set-view.ts';
import { conditionOf } from './conditions.ts';
import { type DeploymentView, leastAvailable, mostReplicas } from './deployment-view.ts';
import { planDeployment, type Step } from './plan-deployment.ts';
import { replicasAnnotations } from './replicas-annotations.ts';
import { deploymentOf } from './rollout.fixture.ts';
import { rolloutOf } from './rollout.ts';
import { tellingOf } from './telling.ts';

const STARTED_MS = Date.UTC(2026, 0, 1);
const HISTORY_LIMIT = 2;

/** A ReplicaSet as it is. What it says of itself, in its status, may be of any time before. */
interface LiveSet {
  view: ReplicaSetView;
  /** Of each Pod whether it is available. */
  pods: boolean[];
}

/**
 * A Deployment and its ReplicaSets. The Deployment's controller sees what it writes itself at once, and of the Pods only
 * what the ReplicaSets say, whenever they come to say it. Rounds may end half-way, and come twice.
 */
class History {
  readonly #dice: Dice;
  readonly #sets = new Map<string, LiveSet>();
  readonly #strategy: DeploymentSpec['strategy'];
  readonly #isRecreate: boolean;
  #replicas: number;
  #version = 0;
  #isPaused = false;
  #status: DeploymentStatus = {};
  #nowMs = STARTED_MS;
  #made = 0;
  /** Whether the bounds hold: not before all was well once, and not while users or failures have undone it. */
  #isWell = false;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#replicas = 1 + dice(6);
    this.#isRecreate = dice(6) === 0;
    const [maxSurge, maxUnavailable] = [dice(4), dice(4)];
    const percents = { maxSurge: `${dice(3) * 25}%`, maxUnavailable: `${dice(3) * 25}%` };
    const rollingUpdate = dice(2) === 0 ? percents : { maxSurge, maxUnavailable };
    this.#strategy = this.#isRecreate ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate };
  }

  /** Something happens. */
  move(): void {
    const moves = [
      () => this.#reconcile(this.#dice(2)),
      () => this.#reconcile(Number.POSITIVE_INFINITY),
      () => this.#reconcile(Number.POSITIVE_INFINITY),
      () => this.#some((set) => this.#manage(set, this.#dice(3))),
      () => this.#some((set) => this.#manage(set, Number.POSITIVE_INFINITY)),
      () => this.#some((set) => this.#improve(set)),
      () => this.#some((set) => this.#improve(set)),
      () => this.#befall(),
    ];
    moves[this.#dice(moves.length)]?.();
    this.#nowMs += this.#dice(2000);
    this.#check();
  }

  /** Nobody changes anything any more, the last version is a good one, and all is done in the end. */
  settle(): void {
    this.#isPaused = false;
    if (this.#isBad(this.#version)) this.#version++;
    for (let round = 0; round < 60; round++) {
      for (const set of this.#sets.values()) {
        this.#manage(set, Number.POSITIVE_INFINITY);
        this.#improve(set);
        this.#manage(set, Number.POSITIVE_INFINITY);
      }
      this.#reconcile(Number.POSITIVE_INFINITY);
      this.#check();
    }
  }

  expectGoal(): void {
    const sizes = [...this.#sets.values()].map(({ view, pods }) => [view.replicas, pods.filter(Boolean).length]);
    const wanted = this.#replicas === 0 ? [] : [[this.#replicas, this.#replicas]];
    expect(sizes.filter(([replicas]) => replicas !== 0)).toEqual(wanted);
    expect(this.#sets.get(this.#image())?.pods).toHaveLength(this.#replicas);
    expect(sizes.length).toBeLessThanOrEqual(HISTORY_LIMIT + 1);
    const { conditions = [], updatedReplicas, replicas, unavailableReplicas } = this.#status;
    expect([replicas ?? 0, updatedReplicas ?? 0, unavailableReplicas]).toEqual([
      this.#replicas,
      this.#replicas,
      undefined,
    ]);
    expect(conditionOf(conditions, 'Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
    expect(conditionOf(conditions, 'Available')?.status).toBe('True');
    expect(this.#plan().steps).toEqual([]);
  }

  /** Every third version never becomes available. */
  #isBad(version: number): boolean {
    return version % 3 === 2;
  }

  #image(): string {
    return `v${this.#version}`;
  }

  #deployment(): DeploymentView {
    const spec = { replicas: this.#replicas, strategy: this.#strategy, paused: this.#isPaused };
    const image = this.#image();
    return deploymentOf({ ...spec, image, revisionHistoryLimit: HISTORY_LIMIT }, this.#status);
  }

  #rollout() {
    return rolloutOf(
      this.#deployment(),
      Array.from(this.#sets.values(), ({ view }) => view),
    );
  }

  #plan() {
    const rollout = this.#rollout();
    const oldPodsRun = rollout.old.some(({ metadata }) => (this.#sets.get(metadata.name ?? '')?.pods.length ?? 0) > 0);
    return planDeployment({ ...rollout, oldPodsRun });
  }

  /** What a round that ends half-way did not do is not done, and not told. */
  #reconcile(most: number): void {
    const rollout = this.#rollout();
    const plan = this.#plan();
    let creation: Parameters<typeof tellingOf>[2];
    for (const step of plan.steps.slice(0, most)) {
      if (step.type === 'create') creation = { type: 'created', set: this.#create(step) };
      else this.#apply(step, rollout.deployment);
    }
    if (plan.steps.length <= most) this.#status = tellingOf(rollout, plan, creation, this.#nowMs).status;
  }

  #create({ replicaSet }: Step & { type: 'create' }): ReplicaSetView {
    const name = replicaSet.spec?.template?.spec?.containers[0]?.image ?? '';
    expect(this.#sets.has(name)).toBe(false);
    this.#made++;
    const creationTimestamp = new Date(STARTED_MS + this.#made * 1000).toISOString();
    const metadata = { ...replicaSet.metadata, name, uid: name, generation: 1, creationTimestamp };
    const view = viewReplicaSet({ ...replicaSet, metadata });
    this.#sets.set(name, { view, pods: [] });
    return view;
  }

  #apply(step: Exclude<Step, { type: 'create' }>, deployment: DeploymentView): void {
    const name = step.set.metadata.name ?? '';
    const live = this.#sets.get(name);
    if (live === undefined) return;
    const { metadata } = live.view;
    if (step.type === 'remove') {
      expect(live.pods).toEqual([]);
      this.#sets.delete(name);
    } else if (step.type === 'describe') {
      live.view = { ...live.view, metadata: { ...metadata, annotations: { ...step.annotations } } };
    } else {
      const isSame = step.replicas === live.view.replicas;
      const generation = (metadata.generation ?? 0) + (isSame ? 0 : 1);
      const annotations = { ...metadata.annotations, ...replicasAnnotations(deployment) };
      live.view = { ...live.view, replicas: step.replicas, metadata: { ...metadata, generation, annotations } };
    }
  }

  /** A round of the ReplicaSet's own controller: it says what it saw before it did anything. */
  #manage(live: LiveSet, most: number): void {
    const { replicas, metadata } = live.view;
    const available = live.pods.filter(Boolean).length;
    const status: ReplicaSetStatus = {
      replicas: live.pods.length,
      readyReplicas: available,
      availableReplicas: available,
      terminatingReplicas: 0,
      ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
    };
    for (let left = most; left > 0 && live.pods.length < replicas; left--) live.pods.push(false);
    for (let left = most; left > 0 && live.pods.length > replicas; left--) this.#endOne(live);
    live.view = { ...live.view, status };
  }

  #endOne({ pods }: LiveSet): void {
    const unavailable = pods.indexOf(false);
    pods.splice(Math.max(0, unavailable), 1);
  }

  #improve({ view, pods }: LiveSet): void {
    const version = Number((view.metadata.name ?? '').slice(1));
    const waiting = pods.indexOf(false);
    if (waiting >= 0 && !this.#isBad(version)) pods[waiting] = true;
  }

  /** A user changes something, or a Pod fails. */
  #befall(): void {
    const events = [
      () => {
        this.#version++;
      },
      () => {
        this.#version = Math.max(0, this.#version - 1);
      },
      () => {
        this.#isPaused = !this.#isPaused;
      },
      () => {
        this.#replicas = this.#dice(7);
        this.#isWell = false;
      },
      () => this.#some(({ pods }) => pods.fill(false, 0, 1)),
    ];
    const [which, isRare] = [this.#dice(events.length), this.#dice(3) > 0];
    if (which === 4) this.#isWell = false;
    if (!isRare) events[which]?.();
  }

  #check(): void {
    const pods = [...this.#sets.values()].flatMap((live) => live.pods);
    const deployment = this.#deployment();
    const available = pods.filter(Boolean).length;
    if (this.#isWell) {
      expect(pods.length).toBeLessThanOrEqual(mostReplicas(deployment));
      if (!this.#isRecreate) expect(available).toBeGreaterThanOrEqual(leastAvailable(deployment));
    }
    if (this.#isRecreate) {
      expect([...this.#sets.values()].filter((live) => live.pods.length > 0).length).toBeLessThanOrEqual(1);
    }
    const isIdle = [...this.#sets.values()].every(
      ({ view, pods: own }) =>
        own.length === view.replicas &&
        view.status.replicas === view.replicas &&
        view.status.observedGeneration === view.metadata.generation &&
        (view.status.availableReplicas ?? 0) === own.filter(Boolean).length,
    );
    if (isIdle && pods.length === this.#replicas && available === this.#replicas) this.#isWell = true;
  }

  #some(act: (set: LiveSet) => void): void {
    const sets = [...this.#sets.values()];
    const set = sets[this.#dice(Math.max(1, sets.length))];
    if (set !== undefined) act(set);
  }
}

test.each(Array.from({ length: 150 }, (_, index) => index + 1))(
  'whatever happens, a rollout keeps between surge and unavailability, and comes to its goal (seed %d)',
  (seed) => {
    const dice = createDice(seed);
    const history = new History(dice);
    for (let count = 50 + dice(250); count > 0; count--) history.move();
    history.settle();
    history.expectGoal();
  },
);
