import { createHash } from 'node:crypto';
import type { StoredPod } from '../../../pod/stored-pod.ts';
import type { EngineFacts } from '../engine.ts';
import type { Owner } from './labels.ts';

/**
 * The cgroup that holds a Pod's containers, as the Engine's driver wants it named: a path with cgroupfs, a slice with
 * systemd, whose dashes are its levels.
 */
export function cgroupParent(pod: StoredPod, driver: EngineFacts['cgroupDriver']): string {
  const quality = qualityLevel(pod.status?.qosClass);
  const { uid } = pod.metadata;
  if (driver === 'cgroupfs') return ['/kubepods', ...quality, `pod${uid}`].join('/');
  return `${['kubepods', ...quality, `pod${uid.replaceAll('-', '_')}`].join('-')}.slice`;
}

/** The cgroup of the sandboxes that no Pod has yet; one that a Pod takes stays in it, with the 8 kB that it needs. */
export function spareCgroupParent({ cluster, node }: Owner, driver: EngineFacts['cgroupDriver']): string {
  const hash = createHash('sha256').update(`${cluster}/${node}`).digest('hex').slice(0, 8);
  return driver === 'cgroupfs' ? `/kubepods/spare${hash}` : `kubepods-spare${hash}.slice`;
}

/** Guaranteed Pods stand directly below the root of all Pods. */
function qualityLevel(qosClass: string | undefined): string[] {
  if (qosClass === 'Guaranteed') return [];
  return [qosClass === 'Burstable' ? 'burstable' : 'besteffort'];
}
