import type { PersistentVolume } from '@flotilla/kinds/core/v1';
import { localVolumes } from '@flotilla/kinds/node';
import type { Logger } from '@flotilla/process';
import type { Clock } from '../../clock.ts';
import type { NodeLink } from '../../link/node-link.ts';
import { createLoop } from '../../loop.ts';
import type { PodVolumes } from './pod-volumes.ts';

export interface VolumeRemovalDeps {
  readonly link: NodeLink;
  readonly volumes: PodVolumes;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Removes what volumes held on this node's disk once they are deleted, and says when it is done. */
export interface VolumeRemoval {
  start(): void;
  close(): Promise<void>;
}

export function createVolumeRemoval({ link, volumes, clock, logger }: VolumeRemovalDeps, node: string): VolumeRemoval {
  const stopListening: (() => void)[] = [];
  const loop = createLoop({
    clock,
    async turn() {
      for (const volume of [...link.mailbox.volumes.values()].filter((one) => isLeaving(one, node))) {
        // What is to be retained is the user's from now on.
        if (volume.spec?.persistentVolumeReclaimPolicy === 'Delete') await volumes.removeClaimed(volume);
        const { name = '', uid = '' } = volume.metadata;
        await link.reportVolumeGone({ name, uid });
      }
      return { goOn: false };
    },
    failed: (error) => logger.warn('volume not removed, trying again', { error }),
  });
  return {
    start() {
      stopListening.push(
        link.onMailbox(({ volumes: changed }) => {
          if (changed.length > 0) loop.poke();
        }),
      );
      loop.poke();
    },
    async close() {
      for (const stop of stopListening) stop();
      await loop.close();
    },
  };
}

/** Deleted, and no longer bound: nothing uses it. */
export function isLeaving({ metadata, status }: PersistentVolume, node: string): boolean {
  const isHeld = metadata.finalizers?.includes(localVolumes.finalizer) === true;
  const isHere = metadata.annotations?.[localVolumes.node] === node;
  return metadata.deletionTimestamp !== undefined && isHeld && isHere && status?.phase !== 'Bound';
}
