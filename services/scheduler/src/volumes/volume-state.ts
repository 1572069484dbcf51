import { createInformer, type Informer, type InformerDeps } from '@flotilla/controller';
import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import type { StorageClass } from '@flotilla/kinds/storage/v1';
import { resourceType } from '@flotilla/registry';
import type { ClusterState } from '../node/cluster-state.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import type { VolumeChoice } from './choose-volumes.ts';
import { Claims, Volumes } from './claim-bindings.ts';
import type { VolumeView } from './volume-needs.ts';

const StorageClasses = resourceType<StorageClass>('storage.k8s.io/v1', 'StorageClass');

/** The claims, volumes and classes that decisions rest on. */
export interface VolumeInformers {
  readonly claims: Informer<PersistentVolumeClaim>;
  readonly volumes: Informer<PersistentVolume>;
  readonly storageClasses: Informer<StorageClass>;
}

export function createVolumeInformers(deps: InformerDeps): VolumeInformers {
  return {
    claims: createInformer(deps, Claims, { project: (claim) => claim }),
    volumes: createInformer(deps, Volumes, { project: (volume) => volume }),
    storageClasses: createInformer(deps, StorageClasses, { project: (storageClass) => storageClass }),
  };
}

export interface VolumeState extends VolumeView {
  lacksClaimOf(pod: SchedulingPod): boolean;
  /** Resolves once all that is committed by now is known. */
  caughtUp(): Promise<void>;
  /** Counts volumes as taken before the caches show it. */
  assume(choices: readonly VolumeChoice[]): void;
  /** Takes that back. */
  forget(choices: readonly VolumeChoice[]): void;
}

export function createVolumeState(
  { claims, volumes, storageClasses }: VolumeInformers,
  state: ClusterState,
): VolumeState {
  const assumed = new Set<string>();
  const namesOf = (choices: readonly VolumeChoice[]): string[] =>
    choices.flatMap((choice) => (choice.type === 'take' ? (choice.volume.metadata.name ?? []) : []));
  return {
    lacksClaimOf: (pod) => pod.claims.some(({ name }) => claims.get(`${pod.namespace}/${name}`) === undefined),
    async caughtUp() {
      await Promise.all([claims, volumes, storageClasses].map((informer) => informer.caughtUpWithStore()));
    },
    claim: (path) => claims.get(path),
    volume: (name) => volumes.get(name),
    storageClass: (name) => storageClasses.get(name),
    freeVolumes() {
      const free: PersistentVolume[] = [];
      for (const [name, volume] of volumes.list()) {
        if (volume.spec?.claimRef !== undefined) assumed.delete(name);
        else if (!assumed.has(name)) free.push(volume);
      }
      return free;
    },
    isUsedBeside: (path, podPath) =>
      state
        .nodes()
        .some(({ pods }) =>
          [...pods.values()].some(
            (pod) => pod.path !== podPath && pod.claims.some(({ name }) => `${pod.namespace}/${name}` === path),
          ),
        ),
    assume(choices) {
      for (const name of namesOf(choices)) assumed.add(name);
    },
    forget(choices) {
      for (const name of namesOf(choices)) assumed.delete(name);
    },
  };
}
