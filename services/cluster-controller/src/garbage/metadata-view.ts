import {
  FOREGROUND_FINALIZER,
  type KubernetesObject,
  ORPHAN_FINALIZER,
  type OwnerReference,
} from '@flotilla/machinery';

/** What the collector keeps of every object of the cluster. */
export interface MetadataView {
  readonly uid: string;
  readonly owners: readonly OwnerReference[];
  readonly isTerminating: boolean;
  /** Which of the collector's finalizers it has. */
  readonly awaits: 'orphaning' | 'dependents' | 'nothing';
}

const NONE: readonly OwnerReference[] = [];

export function viewMetadata({ metadata }: KubernetesObject): MetadataView {
  const { uid = '', ownerReferences = NONE, finalizers = [], deletionTimestamp } = metadata;
  const awaits = finalizers.includes(ORPHAN_FINALIZER)
    ? 'orphaning'
    : finalizers.includes(FOREGROUND_FINALIZER)
      ? 'dependents'
      : 'nothing';
  return { uid, owners: ownerReferences, isTerminating: deletionTimestamp !== undefined, awaits };
}

/** Whether it goes as soon as its dependents have gone. */
export function awaitsDependents({ isTerminating, awaits }: MetadataView): boolean {
  return isTerminating && awaits === 'dependents';
}
