import { type Controller, controller, done, referenceTo } from '@flotilla/controller';
import { localVolumes } from '@flotilla/kinds';
import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { Nodes, PersistentVolumeClaims, PersistentVolumes } from '../objects/kinds.ts';
import { namedOf, setVolumePhase, unbind } from './binding.ts';
import type { ClaimsDeps } from './claims.ts';
import { planVolume, type VolumePlan } from './plan-volume.ts';

/** Says how volumes stand, and does with those whose claims are gone what their policy says. */
export function volumesController(deps: ClaimsDeps, { volumes, claims, nodes }: Informers): Controller {
  return controller('volumes')
    .for(volumes)
    .watches(claims, ({ path, before, after }) => [
      ...volumes.under('claim', path).map(({ metadata }) => metadata.name ?? ''),
      ...[before, after].flatMap((claim) => claim?.spec?.volumeName ?? []),
    ])
    .watches(nodes, ({ path, after }) =>
      after === undefined ? volumes.under('node', path).map(({ metadata }) => metadata.name ?? '') : [],
    )
    .reconciles(async (name) => {
      const volume = volumes.get(name);
      if (volume === undefined) return done;
      try {
        if (volume.metadata.deletionTimestamp !== undefined) await abandon(deps.client, volume);
        await follow(deps, volume, planVolume(volume, await claimOf(deps.client, volume)));
      } catch (error) {
        if (!isStatus(error, 'NotFound')) throw error;
      }
      return done;
    });
}

/** The store is asked, not a cache that may be behind: a volume whose claim is gone may lose what it holds. */
async function claimOf(client: Client, { spec }: PersistentVolume): Promise<PersistentVolumeClaim | undefined> {
  const { namespace = '', name = '', uid } = spec?.claimRef ?? {};
  if (!uid) return undefined;
  const claim = await client.get(PersistentVolumeClaims, { namespace, name });
  return claim?.metadata.uid === uid ? claim : undefined;
}

/** What lay on the disk of a node that no longer exists need not be removed by it. */
async function abandon(client: Client, volume: PersistentVolume): Promise<void> {
  const node = volume.metadata.annotations?.[localVolumes.node];
  if (node === undefined || !volume.metadata.finalizers?.includes(localVolumes.finalizer)) return;
  if ((await client.get(Nodes, { name: node })) !== undefined) return;
  await client.update(PersistentVolumes, namedOf(volume), (present) => {
    const { finalizers = [] } = present.metadata;
    present.metadata.finalizers = finalizers.filter((one) => one !== localVolumes.finalizer);
  });
}

async function follow(deps: ClaimsDeps, volume: PersistentVolume, plan: VolumePlan): Promise<void> {
  switch (plan.do) {
    case 'nothing':
      return;
    case 'set-phase':
      return setVolumePhase(deps, volume, plan.phase);
    case 'unbind':
      return unbind(deps, volume);
    case 'delete': {
      const { uid } = volume.metadata;
      await deps.client.delete(PersistentVolumes, namedOf(volume), uid === undefined ? {} : { preconditions: { uid } });
      return;
    }
    case 'fail':
      if (volume.status?.phase === 'Failed' && volume.status.message === plan.told.message) return;
      await setVolumePhase(deps, volume, 'Failed', plan.told.message);
      deps.events.record(referenceTo('v1', 'PersistentVolume', volume.metadata), plan.told);
      return;
  }
}
