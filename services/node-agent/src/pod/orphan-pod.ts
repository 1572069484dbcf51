import type { RuntimePod } from '../runtime/runtime.ts';
import type { StoredPod } from './stored-pod.ts';

/** As much of a Pod as its containers still tell, enough to end it as it wished: for one that nobody knows any more. */
export function orphanPod({ uid, namespace, name, runs, graceSeconds }: RuntimePod): StoredPod {
  const names = new Set(runs.map(({ container }) => container));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { uid, namespace, name },
    spec: {
      terminationGracePeriodSeconds: graceSeconds,
      containers: [...names].map((container) => ({ name: container })),
    },
  };
}
