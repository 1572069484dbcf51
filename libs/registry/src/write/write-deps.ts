import type { Kind, Kinds } from '@flotilla/kinds';
import type { KubernetesObject, Schema } from '@flotilla/machinery';
import type { Store } from '@flotilla/store';
import type { Telemetry } from '@flotilla/telemetry';
import type { Seal } from '../body/seal.ts';
import type { AdmissionDeps } from './admission.ts';

/** What the write path is made of. */
export interface WriteDeps extends AdmissionDeps {
  readonly store: Store;
  readonly kinds: Kinds;
  readonly schema: Schema;
  readonly seal: Seal;
  readonly telemetry: Telemetry;
  /** CIDR of Services' addresses. */
  readonly serviceRange: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newUid: () => string;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Which object a write is about. */
export interface Target {
  readonly kind: Kind;
  /** Empty for a cluster-scoped kind. */
  readonly namespace: string;
  readonly name: string;
}

/** An object as it is after a write, in the form of the kind that was asked for. */
export interface Written {
  readonly object: KubernetesObject;
  /** 0 for a dry run. */
  readonly revision: number;
  /** Whether anything was committed: a write that changes nothing is none. */
  readonly changed: boolean;
}
