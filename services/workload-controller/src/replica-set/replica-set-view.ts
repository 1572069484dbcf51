import type { OwnedPod, Owner } from '@flotilla/controller';
import type { ReplicaSet, ReplicaSetStatus } from '@flotilla/kinds/apps/v1';
import type { PodTemplateSpec, ReplicationController } from '@flotilla/kinds/core/v1';
import { type LabelMatcher, labelMatcherOf } from '@flotilla/machinery';

/** A ReplicaSet or a ReplicationController, which differ in how they write their selector. */
export interface ReplicaSetView extends Owner {
  readonly replicas: number;
  readonly minReadySeconds: number;
  readonly selector: LabelMatcher;
  readonly template: PodTemplateSpec;
  readonly status: ReplicaSetStatus;
}

/** The Pods of a set that it counts. */
export interface SetPods {
  readonly active: readonly OwnedPod[];
  readonly terminating: readonly OwnedPod[];
}

export function viewReplicaSet(object: ReplicaSet): ReplicaSetView {
  return { ...viewOf(object), selector: labelMatcherOf(object.spec?.selector) };
}

export function viewReplicationController(object: ReplicationController): ReplicaSetView {
  const { selector: matchLabels } = object.spec ?? {};
  return { ...viewOf(object), selector: labelMatcherOf(matchLabels === undefined ? undefined : { matchLabels }) };
}

function viewOf({ apiVersion, kind, metadata, spec, status }: ReplicaSet | ReplicationController) {
  const { managedFields: _, ...kept } = metadata;
  return {
    apiVersion,
    kind,
    metadata: kept,
    replicas: spec?.replicas ?? 1,
    minReadySeconds: spec?.minReadySeconds ?? 0,
    template: spec?.template ?? {},
    status: status ?? { replicas: 0 },
  };
}
