import type { Informer, Owned, Owner } from '@flotilla/controller';
import { isStatus, pathOf } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { PersistentVolumeClaims } from '../objects/kinds.ts';
import { hasOtherController, isStale, ownerBy, planClaimOwners } from './claim-owners.ts';
import { podName } from './identity.ts';
import { isWanted, type StatefulPod } from './plan-stateful-set.ts';
import type { StatefulEvents } from './stateful-events.ts';
import { claimsOf } from './stateful-pod.ts';
import type { StatefulSetView } from './stateful-set-view.ts';

/** The claims of a set's Pods: made before the Pod, kept when it goes, unless the set says otherwise. */
export interface StatefulClaims {
  /** Makes what a number lacks. Throws where one cannot be had. */
  make(set: StatefulSetView, ordinal: number): Promise<void>;
  /** Makes what a waiting Pod lacks, and sees to it that its claims go when the set says so. */
  settle(set: StatefulSetView, pod: StatefulPod): Promise<void>;
  /** Whether a claim of this number is about to go with an earlier Pod. */
  isHeld(set: StatefulSetView, ordinal: number): boolean;
}

export interface StatefulClaimsDeps {
  readonly client: Client;
  readonly claims: Informer<Owned>;
  readonly events: StatefulEvents;
}

export function createStatefulClaims({ client, claims, events }: StatefulClaimsDeps): StatefulClaims {
  const present = (set: StatefulSetView, ordinal: number): Owned[] =>
    claimsOf(set, ordinal, undefined).flatMap(({ metadata }) => {
      const { namespace = '', name = '' } = metadata;
      return claims.get(pathOf({ namespace, name })) ?? [];
    });
  const make = async (set: StatefulSetView, ordinal: number): Promise<void> => {
    const owner = ownerBy(set.retention, { set, pod: undefined, isWanted: true });
    const pod = podName(set.metadata.name ?? '', ordinal);
    for (const claim of claimsOf(set, ordinal, owner)) {
      const { namespace = '', name = '' } = claim.metadata;
      const known = claims.get(pathOf({ namespace, name }));
      if (known?.metadata.deletionTimestamp !== undefined) throw new Error(`pvc ${name} is being deleted`);
      if (known !== undefined) continue;
      try {
        await client.create(PersistentVolumeClaims, claim);
        events.madeClaim(set, name, pod);
      } catch (error) {
        if (isStatus(error, 'AlreadyExists')) continue;
        events.failedClaim(set, name, pod, error);
        throw error;
      }
    }
  };
  return {
    make,
    async settle(set, pod) {
      if (pod.phase === 'Pending' && isWanted(set.rules, pod.ordinal)) await make(set, pod.ordinal);
      for (const claim of present(set, pod.ordinal)) await settleOwners({ client, events }, set, { claim, pod });
    },
    isHeld(set, ordinal) {
      const pod: Owner = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: podName(set.metadata.name ?? '', ordinal) },
      };
      return set.retention.whenScaled === 'Delete' && present(set, ordinal).some((claim) => isStale(claim, pod));
    },
  };
}

interface Use {
  readonly claim: Owned;
  readonly pod: StatefulPod;
}

async function settleOwners(
  { client, events }: Pick<StatefulClaimsDeps, 'client' | 'events'>,
  set: StatefulSetView,
  { claim, pod }: Use,
): Promise<void> {
  const { namespace = '', name = '' } = claim.metadata;
  const user = {
    set,
    pod: { apiVersion: 'v1', kind: 'Pod', metadata: pod.metadata },
    isWanted: isWanted(set.rules, pod.ordinal),
  };
  const owners = planClaimOwners(claim, set.retention, user);
  if (owners === undefined) return;
  if (hasOtherController(claim, set.retention, user)) events.conflictingController(set, name);
  try {
    await client.update(PersistentVolumeClaims, { namespace, name }, (fresh) => {
      const wanted = planClaimOwners(fresh, set.retention, user);
      if (wanted?.length === 0) delete fresh.metadata.ownerReferences;
      else if (wanted !== undefined) fresh.metadata.ownerReferences = wanted;
    });
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
  }
}
