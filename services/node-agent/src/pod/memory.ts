import type { RuntimePod } from '../runtime/runtime.ts';
import { type BackOff, backOffAfter } from './back-off.ts';
import type { Health } from './run-health.ts';

/** Why a container could not be started, or a sandbox made, and when it is tried again. */
export interface StartFailure {
  /** As the waiting state says it: `ErrImagePull`, `CreateContainerConfigError`. */
  readonly reason: StartFailureReason;
  readonly message: string;
  /** The image that it was about, as the spec names it. */
  readonly image: string;
  readonly backOff: BackOff;
}

export type StartFailureReason =
  | 'CreateContainerConfigError'
  | 'CreateContainerError'
  | 'ErrImageNeverPull'
  | 'ErrImagePull'
  | 'FailedCreatePodSandBox'
  | 'ImageInspectError'
  | 'InvalidImageName'
  | 'RunContainerError';

/** How far the end of a run has come. Times are milliseconds since the epoch. */
export interface Stop {
  /** When its grace period began. */
  readonly since: number;
  /** Its preStop hook, where it has one. */
  readonly hook?: 'under-way' | 'over';
  readonly signalledAt?: number;
  readonly killedAt?: number;
}

/**
 * How the Pod's volumes stand: not all are there; all are; or they were, and what they show may have changed. Where not
 * all could be set up, `backOff` says when it is tried again.
 */
export interface VolumesMemory {
  readonly are: 'missing' | 'ready' | 'stale';
  readonly backOff?: BackOff;
}

/**
 * What neither the API nor the runtime tells of a Pod, kept while its worker lives. Losing it costs nothing but time: a
 * back-off begins anew, a signal is sent again.
 */
export interface PodMemory {
  /** By container: how long its next restart is put off. */
  readonly restarts: ReadonlyMap<string, BackOff>;
  /** By container. */
  readonly failures: ReadonlyMap<string, StartFailure>;
  readonly sandboxFailure: StartFailure | undefined;
  readonly volumes: VolumesMemory;
  /** By run. */
  readonly stops: ReadonlyMap<string, Stop>;
  /** By run. */
  readonly health: ReadonlyMap<string, Health>;
}

/** Something that was learned while the worker did something else. */
export type MemoryChange = (memory: PodMemory) => PodMemory;

/**
 * What a worker begins with for a Pod whose containers it finds running: how far their back-offs had come follows from
 * how often they had been restarted.
 */
export function initialMemory(runtime: RuntimePod | undefined): PodMemory {
  const newest = (runtime?.runs ?? []).filter(
    (run, index, all) => all.findIndex(({ container }) => container === run.container) === index,
  );
  const restarts = newest.flatMap(({ container, attempt, state }): [string, BackOff][] => {
    return attempt === 0 || state.is === 'created' ? [] : [[container, backOffAfter(attempt, state.startedAt)]];
  });
  return {
    restarts: new Map(restarts),
    failures: new Map(),
    sandboxFailure: undefined,
    volumes: { are: 'missing' },
    stops: new Map(),
    health: new Map(),
  };
}

/** What volumes show may have changed, or what they lacked may be there: they are looked at without delay. */
export function withVolumesOutdated(memory: PodMemory): PodMemory {
  return { ...memory, volumes: { are: memory.volumes.are === 'ready' ? 'stale' : memory.volumes.are } };
}

/** A map that differs in one entry; undefined takes it out. */
export function withEntry<T>(map: ReadonlyMap<string, T>, key: string, value: T | undefined): ReadonlyMap<string, T> {
  const next = new Map(map);
  if (value === undefined) next.delete(key);
  else next.set(key, value);
  return next;
}

export function withStop(memory: PodMemory, runId: string, change: Partial<Stop> & Pick<Stop, 'since'>): PodMemory {
  const before = memory.stops.get(runId);
  const stop = { ...before, ...change, since: before?.since ?? change.since };
  return { ...memory, stops: withEntry(memory.stops, runId, stop) };
}

export function withHealth(memory: PodMemory, runId: string, change: Health): PodMemory {
  return { ...memory, health: withEntry(memory.health, runId, { ...memory.health.get(runId), ...change }) };
}

/** What is to be known no more of a run that is gone. */
export function withoutRun(memory: PodMemory, runId: string): PodMemory {
  const health = withEntry(memory.health, runId, undefined);
  return { ...memory, health, stops: withEntry(memory.stops, runId, undefined) };
}
