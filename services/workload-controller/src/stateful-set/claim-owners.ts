import { controllerReference, type Owned, type Owner } from '@flotilla/controller';
import type { ObjectMeta, OwnerReference } from '@flotilla/machinery';

/** What becomes of a claim when its Pod is no longer wanted, and when its set is deleted. */
export interface Retention {
  readonly whenScaled: string;
  readonly whenDeleted: string;
}

export interface ClaimUser {
  readonly set: Owner;
  /** Absent while there is none. */
  readonly pod: Owner | undefined;
  /** Whether the Pod is one of those that the set asks for. */
  readonly isWanted: boolean;
}

/**
 * The owners that a claim is to have, so that it goes with them; undefined where it is to stay as it is.
 * Source: KEP-1847, StatefulSet PVC auto-deletion.
 */
export function planClaimOwners(claim: Owned, retention: Retention, user: ClaimUser): OwnerReference[] | undefined {
  const present = claim.metadata.ownerReferences ?? [];
  const users = [user.set, user.pod].filter((each) => each !== undefined);
  // What belonged to an earlier set or Pod of that name is for the garbage collector.
  if (users.some((each) => isStale(claim, each))) return undefined;
  const others = present.filter(({ uid }) => users.every(({ metadata }) => metadata.uid !== uid));
  const owner = hasOtherController(claim, retention, user) ? undefined : ownerBy(retention, user);
  const wanted = owner === undefined ? others : [...others, controllerReference(owner)];
  return isSame(present, wanted) ? undefined : wanted;
}

/** Whether somebody else manages a claim that is to go with the set or a Pod. */
export function hasOtherController(claim: Owned, { whenScaled, whenDeleted }: Retention, user: ClaimUser): boolean {
  if (whenScaled === 'Retain' && whenDeleted === 'Retain') return false;
  const own = [user.set.metadata.uid, user.pod?.metadata.uid];
  return (claim.metadata.ownerReferences ?? []).some(
    ({ controller, uid }) => controller === true && !own.includes(uid),
  );
}

/** Whose end is to be the claim's. */
export function ownerBy({ whenScaled, whenDeleted }: Retention, { set, pod, isWanted }: ClaimUser): Owner | undefined {
  if (whenScaled === 'Delete' && !isWanted) return pod;
  return whenDeleted === 'Delete' ? set : undefined;
}

/** Whether a claim names as its owner what is of this name, but is another. */
export function isStale(claim: Owned, { apiVersion, kind, metadata }: Owner): boolean {
  return (claim.metadata.ownerReferences ?? []).some(
    (reference) =>
      reference.apiVersion === apiVersion &&
      reference.kind === kind &&
      reference.name === metadata.name &&
      reference.uid !== metadata.uid,
  );
}

function isSame(present: ObjectMeta['ownerReferences'] = [], wanted: readonly OwnerReference[]): boolean {
  return (
    present.length === wanted.length &&
    wanted.every(({ uid, controller }) =>
      present.some((reference) => reference.uid === uid && (reference.controller ?? false) === (controller ?? false)),
    )
  );
}
