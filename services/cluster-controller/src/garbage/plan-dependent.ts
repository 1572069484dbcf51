import type { OwnerReference } from '@flotilla/machinery';
import { awaitsDependents, type MetadataView } from './metadata-view.ts';

/** How an owner stands: there; gone for good; or there only until its dependents have gone. */
export type OwnerState = 'solid' | 'absent' | 'waiting';

export interface JudgedOwner {
  readonly reference: OwnerReference;
  readonly state: OwnerState;
}

export type DependentPlan =
  | { readonly type: 'keep' }
  /** It has other owners: these references to former ones go. */
  | { readonly type: 'unlink'; readonly uids: readonly string[] }
  /** Nobody owns it any more. `unblocks`: its owners need not wait for it, since they wait for each other. */
  | {
      readonly type: 'delete';
      readonly policy: 'Orphan' | 'Background' | 'Foreground';
      readonly unblocks: boolean;
    };

/**
 * What becomes of an object by how its owners stand. Source: Kubernetes documentation, Garbage Collection.
 *
 * @param dependents what the object owns itself.
 */
export function planDependent(
  object: MetadataView,
  owners: readonly JudgedOwner[],
  dependents: readonly MetadataView[],
): DependentPlan {
  if (object.isTerminating || owners.length === 0) return { type: 'keep' };
  const former = owners.filter(({ state }) => state !== 'solid');
  if (former.length === 0) return { type: 'keep' };
  if (former.length < owners.length) return { type: 'unlink', uids: former.map(({ reference }) => reference.uid) };
  const isAwaited = owners.some(({ state }) => state === 'waiting');
  if (isAwaited && dependents.length > 0) {
    return { type: 'delete', policy: 'Foreground', unblocks: dependents.some(awaitsDependents) };
  }
  return { type: 'delete', policy: policyOf(object), unblocks: false };
}

function policyOf({ awaits }: MetadataView): 'Orphan' | 'Background' | 'Foreground' {
  if (awaits === 'orphaning') return 'Orphan';
  return awaits === 'dependents' ? 'Foreground' : 'Background';
}

/** Whether an object that goes last may go now: nothing that is left of its dependents is to be waited for. */
export function isUnblocked(uid: string, dependents: readonly MetadataView[]): boolean {
  return !dependents.some(({ owners }) => owners.some((owner) => owner.uid === uid && owner.blockOwnerDeletion));
}
