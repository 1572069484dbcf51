import type { OwnedPod } from './owned-pod.ts';

/** A Pod that runs and is ready on a node since the beginning of time, but for what is said otherwise. */
export function ownedPod(name: string, parts: Partial<OwnedPod> = {}): OwnedPod {
  return {
    metadata: { namespace: 'default', name, uid: name, creationTimestamp: '1970-01-01T00:00:00Z' },
    phase: 'Running',
    nodeName: 'node',
    isReady: true,
    readySinceMs: 0,
    restarts: 0,
    sidecarRestarts: 0,
    deletionCost: 0,
    ...parts,
  };
}
