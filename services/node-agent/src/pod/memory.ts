import type { RuntimePod } from '../runtime/runtime.ts';
import { type BackOff, backOffAfter } from './back-off.ts';

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

/** A run that has been told to stop. */
export interface Stop {
  readonly since: number;
  readonly killedAt?: number;
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
  /** By run. */
  readonly stops: ReadonlyMap<string, Stop>;
}

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
  return { restarts: new Map(restarts), failures: new Map(), sandboxFailure: undefined, stops: new Map() };
}

/** A map that differs in one entry; undefined takes it out. */
export function withEntry<T>(map: ReadonlyMap<string, T>, key: string, value: T | undefined): ReadonlyMap<string, T> {
  const next = new Map(map);
  if (value === undefined) next.delete(key);
  else next.set(key, value);
  return next;
}
