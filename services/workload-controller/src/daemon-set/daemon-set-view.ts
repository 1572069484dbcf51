import { countOf } from '@flotilla/kinds';
import type { DaemonSet, DaemonSetSpec, DaemonSetStatus, RollingUpdateDaemonSet } from '@flotilla/kinds/apps/v1';
import type { Node } from '@flotilla/kinds/core/v1';
import { labelMatcherOf, type ObjectMeta } from '@flotilla/machinery';
import type { RevisionOwner } from '../revisions/revisions.ts';
import type { DaemonNode } from './daemon-fit.ts';
import type { DaemonRules } from './plan-daemon-set.ts';

/** The part of a DaemonSet that its controller uses. */
export interface DaemonSetView extends RevisionOwner {
  readonly minReadySeconds: number;
  readonly historyLimit: number;
  /** Absent where Pods get a new template only when somebody deletes them. */
  readonly rolling: RollingUpdateDaemonSet | undefined;
  /** How often the template has changed, as text. */
  readonly templateGeneration: string;
  readonly status: DaemonSetStatus;
}

const NOTHING: DaemonSetStatus = {
  currentNumberScheduled: 0,
  desiredNumberScheduled: 0,
  numberMisscheduled: 0,
  numberReady: 0,
};

export function viewDaemonSet({ apiVersion, kind, metadata, spec, status = NOTHING }: DaemonSet): DaemonSetView {
  const { managedFields: _, ...kept } = metadata;
  return {
    apiVersion,
    kind,
    metadata: kept as ObjectMeta,
    template: spec?.template ?? {},
    selector: labelMatcherOf(spec?.selector),
    collisions: status.collisionCount,
    minReadySeconds: spec?.minReadySeconds ?? 0,
    historyLimit: spec?.revisionHistoryLimit ?? 10,
    rolling: rollingOf(spec),
    templateGeneration: metadata.annotations?.['deprecated.daemonset.template.generation'] ?? '',
    status,
  };
}

function rollingOf(spec: DaemonSetSpec | undefined): RollingUpdateDaemonSet | undefined {
  const { type, rollingUpdate } = spec?.updateStrategy ?? {};
  return type === 'OnDelete' ? undefined : (rollingUpdate ?? {});
}

/** Percentages are of the nodes that are to have a Pod. Nothing of both would never end: one may be missing then. */
export function daemonRules({ minReadySeconds, rolling }: DaemonSetView, desired: number): DaemonRules {
  if (rolling === undefined) return { minReadySeconds, rolling };
  const maxSurge = countOf(rolling.maxSurge, desired, 'up');
  const maxUnavailable = countOf(rolling.maxUnavailable ?? 1, desired, 'up');
  return {
    minReadySeconds,
    rolling: { maxSurge, maxUnavailable: maxSurge + maxUnavailable === 0 ? 1 : maxUnavailable },
  };
}

export function viewDaemonNode({ metadata, spec }: Node): DaemonNode {
  return { name: metadata.name ?? '', labels: metadata.labels ?? {}, taints: spec?.taints ?? [] };
}
