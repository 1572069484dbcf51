import type { Owner } from '@flotilla/controller';
import { countOf } from '@flotilla/kinds';
import type { Deployment, DeploymentSpec, DeploymentStatus } from '@flotilla/kinds/apps/v1';
import type { PodTemplateSpec } from '@flotilla/kinds/core/v1';
import type { LabelSelector } from '@flotilla/kinds/meta/v1';
import { type LabelMatcher, labelMatcherOf } from '@flotilla/machinery';

/** The part of a Deployment that its controller uses. */
export interface DeploymentView extends Owner {
  readonly replicas: number;
  readonly selector: LabelMatcher;
  readonly selectorForm: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly isPaused: boolean;
  readonly minReadySeconds: number;
  /** Undefined where it waits for ever. */
  readonly deadlineSeconds: number | undefined;
  /** How many old ReplicaSets are kept; undefined where all are. */
  readonly historyLimit: number | undefined;
  /** Undefined where the old Pods end before the new ones begin. */
  readonly rolling: RollingLimits | undefined;
  readonly status: DeploymentStatus;
}

/** In Pods. */
export interface RollingLimits {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** What upstream takes for "no limit". */
const NONE = 2 ** 31 - 1;

export function viewDeployment({ apiVersion, kind, metadata, spec, status = {} }: Deployment): DeploymentView {
  const { managedFields: _, ...kept } = metadata;
  return {
    apiVersion,
    kind,
    metadata: kept,
    replicas: spec?.replicas ?? 1,
    selector: labelMatcherOf(spec?.selector),
    selectorForm: spec?.selector ?? {},
    template: spec?.template ?? {},
    isPaused: spec?.paused ?? false,
    minReadySeconds: spec?.minReadySeconds ?? 0,
    deadlineSeconds: limitOf(spec?.progressDeadlineSeconds),
    historyLimit: limitOf(spec?.revisionHistoryLimit),
    rolling: spec?.strategy?.type === 'Recreate' ? undefined : rollingLimits(spec),
    status,
  };
}

const limitOf = (limit: number | undefined): number | undefined => (limit === NONE ? undefined : limit);

/**
 * Surge is rounded up, unavailability down; where both come to nothing one Pod may be unavailable, or nothing could
 * ever change. Source: Kubernetes documentation, "Deployments", Rolling Update Deployment.
 */
function rollingLimits(spec: DeploymentSpec | undefined): RollingLimits {
  const replicas = spec?.replicas ?? 1;
  const { maxSurge: surge, maxUnavailable: unavailable } = spec?.strategy?.rollingUpdate ?? {};
  const maxSurge = countOf(surge, replicas, 'up');
  const rounded = countOf(unavailable, replicas, 'down');
  const maxUnavailable = maxSurge === 0 && rounded === 0 ? 1 : rounded;
  return { maxSurge, maxUnavailable: Math.min(maxUnavailable, replicas) };
}

/** How many Pods there may be at most. */
export function mostReplicas({ replicas, rolling }: DeploymentView): number {
  return replicas + (rolling?.maxSurge ?? 0);
}

/** How many Pods must be available while the new ones replace the old ones. */
export function leastAvailable({ replicas, rolling }: DeploymentView): number {
  return replicas - (rolling?.maxUnavailable ?? 0);
}
