import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import { conflictError } from '@flotilla/machinery';
import { type Client, resourceType } from '@flotilla/registry';
import { selectedNode, type VolumeChoice } from './choose-volumes.ts';

export const Claims = resourceType<PersistentVolumeClaim>('v1', 'PersistentVolumeClaim');
export const Volumes = resourceType<PersistentVolume>('v1', 'PersistentVolume');

/** What the scheduler writes into claims and volumes; cluster-controller does the rest. */
export interface ClaimBindings {
  /** Keeps the free volumes for their claims, and says for which node the others are to be made. */
  prepare(choices: readonly VolumeChoice[], node: string): Promise<void>;
}

const boundByController = 'pv.kubernetes.io/bound-by-controller';

export function createClaimBindings(client: Client): ClaimBindings {
  return {
    async prepare(choices, node) {
      for (const choice of choices) {
        if (choice.type === 'take') {
          await client.update(Volumes, named(choice.volume), (volume) => reserve(volume, choice.claim));
        } else await client.update(Claims, named(choice.claim), (claim) => askFor(claim, node));
      }
    },
  };
}

function reserve(volume: PersistentVolume, { metadata }: PersistentVolumeClaim): void {
  const { namespace, name, uid } = metadata;
  const before = volume.spec?.claimRef;
  if (before?.uid === uid) return;
  if (before !== undefined) {
    throw conflictError({ group: '', name: 'persistentvolumes' }, volume.metadata.name ?? '', 'it is bound already');
  }
  volume.metadata.annotations = { ...volume.metadata.annotations, [boundByController]: 'yes' };
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid };
  volume.spec = { ...volume.spec, claimRef };
}

function askFor(claim: PersistentVolumeClaim, node: string): void {
  if (claim.spec?.volumeName) return;
  claim.metadata.annotations = { ...claim.metadata.annotations, [selectedNode]: node };
}

function named({ metadata: { namespace, name = '' } }: PersistentVolume | PersistentVolumeClaim) {
  return { name, ...(namespace !== undefined && { namespace }) };
}
