import { type Controller, controller, done } from '@flotilla/controller';
import { isStatus, type ObjectMeta, parsePath } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { PersistentVolumeClaims, PersistentVolumes } from '../objects/kinds.ts';

const CLAIM_PROTECTION = 'kubernetes.io/pvc-protection';
const VOLUME_PROTECTION = 'kubernetes.io/pv-protection';

/** Lets claims that are deleted go once no Pod on a node uses them. */
export function claimProtectionController(client: Client, { claims, pods }: Informers): Controller {
  const isUsed = (path: string): boolean =>
    pods.under('claim', path).some(({ nodeName, isFinished }) => nodeName !== '' && !isFinished);
  return controller('claim-protection')
    .for(claims)
    .watches(pods, ({ before, after }) => [...(before?.claims ?? []), ...(after?.claims ?? [])])
    .reconciles(async (path) => {
      const claim = claims.get(path);
      if (claim === undefined || !isHeld(claim.metadata, CLAIM_PROTECTION) || isUsed(path)) return done;
      // A Pod that was bound just now counts.
      await pods.caughtUpWithStore();
      if (!isUsed(path))
        await release(() => client.update(PersistentVolumeClaims, parsePath(path), without(CLAIM_PROTECTION)));
      return done;
    });
}

/** Lets volumes that are deleted go once they are bound no more. */
export function volumeProtectionController(client: Client, { volumes }: Informers): Controller {
  return controller('volume-protection')
    .for(volumes)
    .reconciles(async (name) => {
      const volume = volumes.get(name);
      const isBound = volume?.status?.phase === 'Bound';
      if (volume === undefined || isBound || !isHeld(volume.metadata, VOLUME_PROTECTION)) return done;
      await release(() => client.update(PersistentVolumes, { name }, without(VOLUME_PROTECTION)));
      return done;
    });
}

function isHeld({ deletionTimestamp, finalizers = [] }: ObjectMeta, finalizer: string): boolean {
  return deletionTimestamp !== undefined && finalizers.includes(finalizer);
}

function without(finalizer: string) {
  return ({ metadata }: { metadata: ObjectMeta }): void => {
    if (metadata.deletionTimestamp === undefined) return;
    metadata.finalizers = (metadata.finalizers ?? []).filter((one) => one !== finalizer);
  };
}

async function release(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
  }
}
