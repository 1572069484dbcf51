import type { Job, JobSpec, JobStatus } from '@flotilla/kinds/batch/v1';
import { formatTime } from '@flotilla/machinery';
import { finishOf } from '../objects/conditions.ts';
import type { JobPod } from '../objects/job-pod.ts';
import { FailureMemory } from './back-off.ts';
import { jobOf, podOf, startMs } from './job.fixture.ts';
import { endedPods, type JobPlan, planJob } from './plan-job.ts';

const KEY = 'default/sum';

/** One of 0 to `sides` - 1, by chance that can be repeated. */
type Dice = (sides: number) => number;

/**
 * A Job in a world that does its worst: Pods end, fail and are deleted at any time, what the controller sees of that is
 * late, it is woken for nothing or not at all, and it is killed between any two of its writes. As in the real one, it
 * sees its own writes before it decides again.
 */
export class JobHistory {
  nowMs = startMs;
  job: Job;
  readonly pods = new Map<string, JobPod>();
  /** Pods of which it was once written down that they ended. */
  readonly written = { succeeded: new Set<string>(), failed: new Set<string>() };
  readonly #dice: Dice;
  #memory = new FailureMemory();
  /** What may be seen: the state after the last own write, and all that came since. */
  #seen: ReadonlyMap<string, JobPod>[] = [new Map()];
  readonly #made: (number | undefined)[] = [];

  constructor(spec: Partial<JobSpec>, dice: Dice) {
    this.job = jobOf(spec);
    this.#dice = dice;
  }

  get status(): JobStatus {
    return this.job.status ?? {};
  }

  get isOver(): boolean {
    return finishOf(this.job) !== undefined;
  }

  get active(): JobPod[] {
    return [...this.pods.values()].filter(
      ({ phase, metadata }) => phase === 'Running' && metadata.deletionTimestamp === undefined,
    );
  }

  /** Of a Pod that was made, though it may have gone. */
  indexOf(uid: string): number | undefined {
    return this.#made[Number(uid)];
  }

  change(spec: Partial<JobSpec>): void {
    this.job = { ...this.job, spec: { ...(this.job.spec ?? { template: {} }), ...spec } };
  }

  /** Something befalls a Pod: it ends, or is deleted, or one that is on its way out has gone. */
  befall(what: 'Succeeded' | 'Failed' | 'deleted' | 'gone'): void {
    const pods = [...this.pods.values()];
    const pod = pods[this.#dice(Math.max(1, pods.length))];
    if (pod === undefined) return;
    const isLeaving = pod.metadata.deletionTimestamp !== undefined;
    if (what === 'deleted') this.#put(leaving(pod, this.nowMs));
    else if (what === 'gone') {
      if (isLeaving)
        this.#put({ ...pod, phase: pod.phase === 'Running' ? 'Failed' : pod.phase, finishedMs: this.nowMs });
    } else if (pod.phase === 'Running') this.#put({ ...pod, phase: what, isReady: false, finishedMs: this.nowMs });
    this.#sweep();
    this.#seen.push(new Map(this.pods));
  }

  /** One round of the controller, of which it may live to do only so many writes. */
  reconcile(lives = Number.POSITIVE_INFINITY): void {
    const [pods = new Map<string, JobPod>()] = this.#seen.slice(this.#dice(this.#seen.length));
    const situation = { job: this.job, pods: [...pods.values()], nowMs: this.nowMs };
    const ended = this.#memory.recall(KEY, 'job', endedPods(situation));
    const plan = planJob(situation, ended);
    if (plan === undefined) return;
    const writes = this.#writesOf(plan);
    for (const write of writes.slice(0, lives)) write();
    if (writes.length > 0) this.#seen = [new Map(this.pods)];
    if (lives < writes.length) this.#memory = new FailureMemory();
  }

  #writesOf(plan: JobPlan): (() => void)[] {
    const change = (pod: JobPod, to: (present: JobPod) => JobPod): void => {
      const present = this.pods.get(uidOf(pod));
      if (present !== undefined) this.#put(to(present));
      this.#sweep();
    };
    const untracked = (pod: JobPod): JobPod => ({ ...pod, isTracked: false });
    return [
      ...plan.surplus.flatMap((pod) => [
        () => change(pod, untracked),
        () => change(pod, (present) => leaving(present, this.nowMs)),
      ]),
      ...plan.end.map((pod) => () => change(pod, (present) => leaving(present, this.nowMs))),
      ...plan.create.map(({ index, failures = { counted: 0, ignored: 0 } }) => () => {
        this.#put(podOf(`${this.#made.length}`, { index, failures, readySinceMs: this.nowMs }));
        this.#made.push(index);
      }),
      () => this.#write(plan.status),
      ...plan.release.map((pod) => () => change(pod, untracked)),
    ];
  }

  #write(status: JobStatus): void {
    this.job = { ...this.job, status };
    for (const uid of status.uncountedTerminatedPods?.succeeded ?? []) this.written.succeeded.add(uid);
    for (const uid of status.uncountedTerminatedPods?.failed ?? []) this.written.failed.add(uid);
  }

  #put(pod: JobPod): void {
    this.pods.set(uidOf(pod), pod);
  }

  /** What has ended, is deleted and held by nothing is no more. */
  #sweep(): void {
    for (const [uid, { phase, isTracked, metadata }] of this.pods) {
      if (phase !== 'Running' && !isTracked && metadata.deletionTimestamp !== undefined) this.pods.delete(uid);
    }
  }
}

const uidOf = ({ metadata: { uid = '' } }: JobPod): string => uid;

function leaving(pod: JobPod, nowMs: number): JobPod {
  const { deletionTimestamp = formatTime(nowMs) } = pod.metadata;
  return { ...pod, metadata: { ...pod.metadata, deletionTimestamp }, finishedMs: nowMs };
}
