import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container, PersistentVolume, Volume, VolumeMount } from '@flotilla/kinds/core/v1';
import { parseQuantity, wholeValueOf } from '@flotilla/machinery';
import type { EnvironmentVariable, Mount } from '../../runtime/runtime.ts';
import type { StoredPod } from '../stored-pod.ts';
import { showFiles } from './atomic-folder.ts';
import { claimedVolume, claimNameOf, placeOf, prepareClaimed, requireKept } from './claimed-volume.ts';
import { contentsOf, hasContents, isSecret } from './contents.ts';
import { prepareHostPath } from './host-path.ts';
import type { Machine } from './machine.ts';
import { own } from './ownership.ts';
import { preparedSubPath } from './sub-path.ts';
import { VolumeError } from './volume-error.ts';
import type { VolumeSources } from './volume-sources.ts';

/** A volume that could not be set up, as an Event tells it. */
export interface VolumeFailure {
  readonly volume: string;
  readonly message: string;
}

export interface MountRequest {
  readonly pod: StoredPod;
  readonly container: Container;
  readonly environment: readonly EnvironmentVariable[];
}

/** The volumes of a node's Pods: what containers mount, and what becomes of it. */
export interface PodVolumes {
  /**
   * Makes what is missing and brings files up to date, for every volume of the Pod; may be repeated at any time. Answers
   * what could not be done.
   */
  setUp(pod: StoredPod, sources: VolumeSources): Promise<readonly VolumeFailure[]>;
  /** The same for those only that show what can change while the Pod runs. */
  refresh(pod: StoredPod, sources: VolumeSources): Promise<readonly VolumeFailure[]>;
  /** What a container mounts of volumes that are set up. Throws {@link VolumeError}. */
  mounts(request: MountRequest, sources: VolumeSources): Promise<readonly Mount[]>;
  /** Removes what was made for the Pod. What its claims and host paths hold stays. */
  remove(podUid: string): Promise<void>;
  /** The uids of the Pods that something was made for. */
  found(): Promise<readonly string[]>;
  removeAll(): Promise<void>;
  /** Removes what a volume holds that lies on this node's own disk; leaves alone what lies anywhere else. */
  removeClaimed(volume: PersistentVolume): Promise<void>;
}

/** Of a node whose Pods are only acted. */
export const noVolumes: PodVolumes = {
  setUp: async () => [],
  refresh: async () => [],
  mounts: async () => [],
  remove: async () => {},
  found: async () => [],
  removeAll: async () => {},
  removeClaimed: async () => {},
};

/** Where the volumes of claims lie that are kept on this node's own disk. */
export const claimsFolderIn = (dataFolder: string): string => join(dataFolder, 'claims');

export interface PodVolumesOptions {
  /** The volumes lie in `volumes/<uid of the Pod>/<name>` in it. */
  readonly dataFolder: string;
}

/** Anybody may use it: containers run as any user. */
const openMode = 0o777;

export function createPodVolumes(machine: Machine, { dataFolder }: PodVolumesOptions): PodVolumes {
  const folder = join(dataFolder, 'volumes');
  const claimsFolder = claimsFolderIn(dataFolder);
  const pathOf = (pod: StoredPod, { name }: Volume) => join(folder, pod.metadata.uid, name);

  const makeOwn = async (pod: StoredPod, volume: Volume): Promise<string> => {
    const path = pathOf(pod, volume);
    await mkdir(path, { recursive: true });
    const memory = memoryOptions(volume);
    if (memory !== undefined) await machine.mountMemory(path, memory);
    await chmod(await machine.seen(path), openMode);
    return path;
  };
  const setUpOne = async (pod: StoredPod, volume: Volume, sources: VolumeSources): Promise<void> => {
    const group = pod.spec.securityContext?.fsGroup;
    const claimName = claimNameOf(volume, pod);
    if (volume.hostPath !== undefined) await prepareHostPath(volume.hostPath, machine);
    else if (claimName !== undefined) {
      requireKept(claimName, pod, sources);
      const claimed = claimedVolume(claimName, pod, sources);
      await prepareClaimed(claimed, machine, claimsFolder);
      if (claimed.spec?.local) await own(await machine.seen(placeOf(claimed)), { group, mayWrite: true });
    } else if (hasContents(volume)) {
      const files = contentsOf(volume, pod, sources);
      const path = await machine.seen(await makeOwn(pod, volume));
      await showFiles(path, files, (fresh) => own(fresh, { group, mayWrite: false }));
    } else if (volume.emptyDir !== undefined) {
      await own(await machine.seen(await makeOwn(pod, volume)), { group, mayWrite: true });
    } else throw new VolumeError(`volumes of this kind are not mounted: ${kindOf(volume)}`);
  };
  const setUpEach = async (volumes: readonly Volume[], pod: StoredPod, sources: VolumeSources) => {
    const failures: VolumeFailure[] = [];
    for (const volume of volumes) {
      try {
        await setUpOne(pod, volume, sources);
      } catch (error) {
        failures.push({ volume: volume.name, message: failureMessage(volume, pod, error) });
      }
    }
    return failures;
  };
  const mountedPath = (pod: StoredPod, volume: Volume, sources: VolumeSources): string => {
    const claimName = claimNameOf(volume, pod);
    if (claimName !== undefined) return placeOf(claimedVolume(claimName, pod, sources));
    return volume.hostPath?.path ?? pathOf(pod, volume);
  };

  const remove = async (path: string): Promise<void> => {
    await machine.unmountBelow(path);
    await rm(path, { recursive: true, force: true });
  };

  return {
    setUp: (pod, sources) => setUpEach(pod.spec.volumes ?? [], pod, sources),
    refresh: (pod, sources) => setUpEach((pod.spec.volumes ?? []).filter(hasContents), pod, sources),
    mounts({ pod, container, environment }, sources) {
      const mountOf = async (mount: VolumeMount): Promise<Mount> => {
        const volume = pod.spec.volumes?.find(({ name }) => name === mount.name);
        if (volume === undefined) {
          const why = `cannot find volume "${mount.name}" to mount into container "${container.name}"`;
          throw new VolumeError(why);
        }
        const path = mountedPath(pod, volume, sources);
        const hostPath = await preparedSubPath({ path, mount, container, environment }, machine);
        const readOnly = mount.readOnly === true || hasContents(volume) || isClaimedReadOnly(volume);
        return { hostPath, containerPath: mount.mountPath, readOnly, propagation: propagationOf(mount) };
      };
      return Promise.all((container.volumeMounts ?? []).map(mountOf));
    },
    remove: (podUid) => remove(join(folder, podUid)),
    removeAll: () => remove(folder),
    async removeClaimed(volume) {
      const path = placeOf(volume);
      if (path === join(claimsFolder, volume.metadata.name ?? '.')) await rm(path, { recursive: true, force: true });
    },
    found: () => readdir(folder).catch(() => []),
  };
}

const isClaimedReadOnly = ({ persistentVolumeClaim }: Volume): boolean => persistentVolumeClaim?.readOnly === true;

/** Undefined for what lies on disk. */
function memoryOptions(volume: Volume): string[] | undefined {
  const { emptyDir } = volume;
  if (isSecret(volume)) return [];
  if (emptyDir?.medium !== 'Memory') return undefined;
  const bytes = emptyDir.sizeLimit === undefined ? 0 : wholeValueOf(parseQuantity(emptyDir.sizeLimit));
  return bytes > 0 ? [`size=${bytes}`] : [];
}

function failureMessage(volume: Volume, pod: StoredPod, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const claimName = claimNameOf(volume, pod);
  if (claimName === undefined || !(error instanceof VolumeError)) {
    return `MountVolume.SetUp failed for volume "${volume.name}" : ${message}`;
  }
  const why = `error processing PVC ${pod.metadata.namespace}/${claimName}: ${message}`;
  const lists = `unmounted volumes=[${volume.name}], unattached volumes=[], failed to process volumes=[${volume.name}]`;
  return `Unable to attach or mount volumes: ${lists}: ${why}`;
}

function kindOf(volume: Volume): string {
  return Object.keys(volume).find((key) => key !== 'name') ?? '';
}

const propagations: Readonly<Record<string, Mount['propagation']>> = {
  HostToContainer: 'rslave',
  Bidirectional: 'rshared',
};

function propagationOf({ mountPropagation = 'None' }: VolumeMount): Mount['propagation'] {
  return propagations[mountPropagation] ?? 'rprivate';
}
