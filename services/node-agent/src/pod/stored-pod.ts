import type { Pod, PodSpec } from '@flotilla/kinds/core/v1';
import type { ObjectMeta } from '@flotilla/kinds/meta/v1';

/** A Pod as the store holds it: what the API server fills in is there. */
export type StoredPod = Pod & {
  metadata: ObjectMeta & { uid: string; name: string; namespace: string };
  spec: PodSpec;
};

/** As upstream names a Pod in its messages. */
export function describePod({ metadata }: StoredPod): string {
  return `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
}
