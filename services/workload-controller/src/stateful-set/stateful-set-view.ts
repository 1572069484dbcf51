import type { OwnedPod } from '@flotilla/controller';
import { countOf } from '@flotilla/kinds';
import type { StatefulSet, StatefulSetSpec, StatefulSetStatus } from '@flotilla/kinds/apps/v1';
import type { PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import { type LabelMatcher, labelMatcherOf, type ObjectMeta } from '@flotilla/machinery';
import type { RevisionOwner } from '../revisions/revisions.ts';
import type { Retention } from './claim-owners.ts';
import { REVISION_LABEL, splitOrdinal } from './identity.ts';
import type { RollingRules, StatefulPod, StatefulRules } from './plan-stateful-set.ts';

/** The part of a StatefulSet that its controller uses. */
export interface StatefulSetView extends RevisionOwner {
  readonly rules: StatefulRules;
  readonly retention: Retention;
  readonly historyLimit: number;
  /** Empty where it has none. */
  readonly serviceName: string;
  readonly claimTemplates: readonly PersistentVolumeClaim[];
  readonly selector: LabelMatcher;
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly status: StatefulSetStatus;
}

const RETAIN = 'Retain';

export function viewStatefulSet({ apiVersion, kind, metadata, spec, status = { replicas: 0 } }: StatefulSet) {
  const { managedFields: _, ...kept } = metadata;
  const { whenScaled = RETAIN, whenDeleted = RETAIN } = spec?.persistentVolumeClaimRetentionPolicy ?? {};
  const view: StatefulSetView = {
    apiVersion,
    kind,
    metadata: kept as ObjectMeta,
    template: spec?.template ?? {},
    selector: labelMatcherOf(spec?.selector),
    selectorLabels: spec?.selector.matchLabels ?? {},
    collisions: status.collisionCount,
    rules: rulesOf(spec),
    retention: { whenScaled, whenDeleted },
    historyLimit: spec?.revisionHistoryLimit ?? 10,
    serviceName: spec?.serviceName ?? '',
    claimTemplates: spec?.volumeClaimTemplates ?? [],
    status,
  };
  return view;
}

function rulesOf(spec: StatefulSetSpec | undefined): StatefulRules {
  const replicas = spec?.replicas ?? 1;
  return {
    replicas,
    start: spec?.ordinals?.start ?? 0,
    isParallel: spec?.podManagementPolicy === 'Parallel',
    minReadySeconds: spec?.minReadySeconds ?? 0,
    rolling: spec?.updateStrategy?.type === 'OnDelete' ? undefined : rollingOf(spec, replicas),
  };
}

function rollingOf(spec: StatefulSetSpec | undefined, replicas: number): RollingRules {
  const { partition, maxUnavailable } = spec?.updateStrategy?.rollingUpdate ?? {};
  return {
    partition,
    maxUnavailable: maxUnavailable === undefined ? undefined : Math.max(1, countOf(maxUnavailable, replicas, 'down')),
  };
}

/** The Pods among those a set owns that bear one of its names. */
export function statefulPods(set: StatefulSetView, pods: readonly OwnedPod[]): StatefulPod[] {
  return pods.flatMap((pod) => {
    const split = splitOrdinal(pod.metadata.name ?? '');
    if (split === undefined || split.parent !== set.metadata.name) return [];
    return [{ ...pod, ordinal: split.ordinal, revision: pod.metadata.labels?.[REVISION_LABEL] ?? '' }];
  });
}
