import type { Kind } from '@flotilla/kinds';
import type { KubernetesObject } from '@flotilla/machinery';
import type { Guard } from '@flotilla/store';
import type { WriteContext } from './context.ts';

/** A write on its way in. A step may change `object`, which is the request's own copy. */
export interface Admission {
  readonly operation: 'create' | 'update' | 'delete';
  readonly kind: Kind;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: KubernetesObject;
  /** Absent on create. */
  readonly previous?: KubernetesObject;
  readonly context: WriteContext;
}

/** A named rule between authorization and defaulting. It refuses by throwing a StatusError. */
export interface AdmissionStep {
  readonly name: string;
  /** May ask for guards, which the commit then checks against the state that it writes to. */
  admit(write: Admission, objects: AdmissionObjects): Promise<readonly Guard[]> | readonly Guard[];
}

/** What steps may look at besides the write itself. */
export interface AdmissionObjects {
  /** All objects of a cluster-wide kind, as they are now. */
  list(apiVersion: string, kind: string): Promise<readonly KubernetesObject[]>;
  /** The same as they were a moment ago, which asks no store: for what every Pod looks at. */
  known(apiVersion: string, kind: string): Promise<readonly KubernetesObject[]>;
}

export interface AdmissionDeps {
  readonly admission: readonly AdmissionStep[];
  readonly objects: AdmissionObjects;
}

/** Runs all steps in order; resolves with the guards they ask for. */
export async function admit({ admission, objects }: AdmissionDeps, write: Admission): Promise<Guard[]> {
  const guards: Guard[] = [];
  for (const step of admission) guards.push(...(await step.admit(write, objects)));
  return guards;
}
