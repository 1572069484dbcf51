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
  admit(write: Admission): Promise<readonly Guard[]> | readonly Guard[];
}

/** Runs all steps in order; resolves with the guards they ask for. */
export async function admit(steps: readonly AdmissionStep[], write: Admission): Promise<Guard[]> {
  const guards: Guard[] = [];
  for (const step of steps) guards.push(...(await step.admit(write)));
  return guards;
}
