import {
  type Controller,
  controller,
  done,
  type EventRecorder,
  type InformerChange,
  referenceTo,
} from '@flotilla/controller';
import { defaultClassOf, localVolumes, volumeClassOf } from '@flotilla/kinds';
import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import type { StorageClass } from '@flotilla/kinds/storage/v1';
import { isStatus } from '@flotilla/machinery';
import type { Informers } from '../objects/informers.ts';
import { PersistentVolumeClaims, PersistentVolumes } from '../objects/kinds.ts';
import { annotations } from './annotations.ts';
import { type BindingDeps, bind, namedOf } from './binding.ts';
import { type ClaimPlan, type ClaimSight, planClaim, type Told } from './plan-claim.ts';
import { planProvision } from './plan-provision.ts';

export interface ClaimsDeps extends BindingDeps {
  readonly events: EventRecorder;
}

/** Gives each claim the volume that fits it, and makes one where its class says so. */
export function claimsController(deps: ClaimsDeps, informers: Informers): Controller {
  const { claims, volumes, storageClasses, pods } = informers;
  const pending = (): string[] =>
    [...claims.list()].filter(([, claim]) => claim.status?.phase !== 'Bound').map(([path]) => path);
  return controller('claims')
    .for(claims)
    .watches(volumes, ({ after, before }) => {
      const reference = (after ?? before)?.spec?.claimRef;
      const isFree = after !== undefined && reference === undefined;
      if (isFree) return pending();
      return reference === undefined ? [] : [`${reference.namespace}/${reference.name}`];
    })
    .watches(storageClasses, pending)
    .watches(pods, pathsOfClaims)
    .reconciles(async (path) => {
      const claim = claims.get(path);
      if (claim === undefined) return done;
      try {
        await follow(deps, informers, claim, planClaim(sightOf(informers, path, claim)));
      } catch (error) {
        // Gone meanwhile; whoever comes after it will be heard of.
        if (!isStatus(error, 'NotFound')) throw error;
      }
      return done;
    });
}

/** A Pod without a node makes its claims say whom they wait for. */
function pathsOfClaims({ before, after }: InformerChange<{ nodeName: string; claims: readonly string[] }>): string[] {
  return before?.nodeName === after?.nodeName && before !== undefined ? [] : [...(after?.claims ?? [])];
}

function sightOf({ volumes, storageClasses, pods }: Informers, path: string, claim: PersistentVolumeClaim): ClaimSight {
  const classes = Array.from(storageClasses.list(), ([, storageClass]) => storageClass);
  const waitingPods = pods.under('claim', path).filter(({ nodeName }) => nodeName === '');
  return {
    claim,
    volumes: Array.from(volumes.list(), ([, volume]) => volume),
    named: volumes.get(claim.spec?.volumeName ?? ''),
    storageClass: storageClasses.get(volumeClassOf(claim)),
    defaultClass: defaultClassOf(classes),
    waitingPods: waitingPods.map(({ name }) => name).toSorted(),
  };
}

async function follow(
  deps: ClaimsDeps,
  informers: Informers,
  claim: PersistentVolumeClaim,
  plan: ClaimPlan,
): Promise<void> {
  const { client } = deps;
  switch (plan.do) {
    case 'wait':
      if (plan.told !== undefined) tell(deps, claim, plan.told);
      return;
    case 'bind':
      return bind(deps, claim, plan.volume);
    case 'provision':
      return provision(deps, informers, claim, plan.storageClass);
    case 'set-class':
      await client.update(PersistentVolumeClaims, namedOf(claim), (present) => {
        if (present.spec?.storageClassName !== undefined || present.spec?.volumeName) return;
        present.spec = { ...present.spec, storageClassName: plan.name };
      });
      return;
    case 'lose':
      if (claim.status?.phase === 'Lost') return;
      await client.updateStatus(PersistentVolumeClaims, namedOf(claim), (present) => {
        present.status = { phase: 'Lost' };
      });
      return tell(deps, claim, plan.told);
  }
}

async function provision(
  deps: ClaimsDeps,
  { nodes }: Informers,
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
): Promise<void> {
  const { client } = deps;
  const node = nodes.get(claim.metadata.annotations?.[annotations.selectedNode] ?? '');
  const place = node && {
    name: node.name,
    hostname: node.labels['kubernetes.io/hostname'] ?? node.name,
    folder: node.volumesFolder,
    storage: node.storage,
  };
  const plan = planProvision(claim, storageClass, place);
  if (plan.do === 'create') {
    const volume = await createOnce(deps, plan.volume);
    const message = `Successfully provisioned volume ${volume.metadata.name} using ${localVolumes.provisioner}`;
    tell(deps, claim, { type: 'Normal', reason: 'ProvisioningSucceeded', message });
    return bind(deps, claim, volume);
  }
  tell(deps, claim, plan.told);
  await client.update(PersistentVolumeClaims, namedOf(claim), (present) => {
    const marks = { ...present.metadata.annotations };
    if (plan.do === 'ask-other') marks[annotations.provisioner] = plan.provisioner;
    else if (plan.otherNode === 'may-do') delete marks[annotations.selectedNode];
    present.metadata.annotations = marks;
  });
}

/** One that is there already is of a try whose answer was lost. */
async function createOnce({ client }: ClaimsDeps, volume: PersistentVolume): Promise<PersistentVolume> {
  try {
    return await client.create(PersistentVolumes, volume);
  } catch (error) {
    const present = isStatus(error, 'AlreadyExists') ? await client.get(PersistentVolumes, namedOf(volume)) : undefined;
    if (present === undefined) throw error;
    return present;
  }
}

function tell({ events }: ClaimsDeps, { metadata }: PersistentVolumeClaim, told: Told): void {
  events.record(referenceTo('v1', 'PersistentVolumeClaim', metadata), told);
}
