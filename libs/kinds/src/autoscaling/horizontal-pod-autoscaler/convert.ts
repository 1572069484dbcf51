import type { KubernetesObject } from '@flotilla/machinery';
import type { HorizontalPodAutoscaler as First } from '../../generated/types/autoscaling-v1.ts';
import type { HorizontalPodAutoscaler as Second } from '../../generated/types/autoscaling-v2.ts';

/** What v1 has no fields for it shows in annotations, under the reference's names, as JSON. */
const KEPT = {
  metrics: 'autoscaling.alpha.kubernetes.io/metrics',
  behavior: 'autoscaling.alpha.kubernetes.io/behavior',
  currentMetrics: 'autoscaling.alpha.kubernetes.io/current-metrics',
  conditions: 'autoscaling.alpha.kubernetes.io/conditions',
} as const;

type Metrics = NonNullable<NonNullable<Second['spec']>['metrics']>;
type CurrentMetrics = NonNullable<NonNullable<Second['status']>['currentMetrics']>;

/** An autoscaling/v1 object as it is stored: v2, whose first metric is the CPU utilization that v1 has a field for. */
export function toSecond(object: KubernetesObject): KubernetesObject {
  const { metadata, spec, status, ...rest } = object as First & KubernetesObject;
  const { targetCPUUtilizationPercentage: target, ...ownSpec }: Partial<NonNullable<First['spec']>> = spec ?? {};
  const annotations = { ...metadata.annotations };
  const kept = Object.fromEntries(Object.entries(KEPT).map(([field, key]) => [field, take(annotations, key)]));
  const metrics: Metrics = [...cpuMetric(target), ...((kept.metrics as Metrics | undefined) ?? [])];
  return {
    ...rest,
    apiVersion: 'autoscaling/v2',
    metadata: withAnnotations(metadata, annotations),
    spec: { ...ownSpec, ...filled({ metrics, behavior: kept.behavior }) },
    ...(status === undefined ? {} : { status: secondStatus(status, kept) }),
  };
}

function secondStatus(
  { currentCPUUtilizationPercentage: current, ...own }: NonNullable<First['status']>,
  kept: Readonly<Record<string, unknown>>,
): object {
  const currentMetrics = [...cpuStatus(current), ...((kept.currentMetrics as CurrentMetrics | undefined) ?? [])];
  return { ...own, ...filled({ currentMetrics, conditions: kept.conditions }) };
}

/** The inverse of {@link toSecond}. */
export function toFirst(object: KubernetesObject): KubernetesObject {
  const { metadata, spec, status, ...rest } = object as Second & KubernetesObject;
  const { metrics = [], behavior, ...ownSpec } = spec ?? { maxReplicas: 0, scaleTargetRef: { kind: '', name: '' } };
  const { currentMetrics, conditions, ...ownStatus } = status ?? { desiredReplicas: 0 };
  const target = metrics.find(isCpu)?.resource?.target.averageUtilization;
  const current = (currentMetrics ?? []).find(isCpu)?.resource?.current.averageUtilization;
  const kept = filled({
    [KEPT.metrics]: metrics.filter((metric) => !isCpu(metric)),
    [KEPT.behavior]: behavior,
    [KEPT.currentMetrics]: (currentMetrics ?? []).filter((metric) => !isCpu(metric)),
    [KEPT.conditions]: conditions,
  });
  const shown = Object.fromEntries(Object.entries(kept).map(([key, value]) => [key, JSON.stringify(value)]));
  return {
    ...rest,
    apiVersion: 'autoscaling/v1',
    metadata: withAnnotations(metadata, { ...metadata.annotations, ...shown }),
    spec: { ...ownSpec, ...filled({ targetCPUUtilizationPercentage: target }) },
    ...(status === undefined
      ? {}
      : { status: { ...ownStatus, ...filled({ currentCPUUtilizationPercentage: current }) } }),
  };
}

function cpuMetric(averageUtilization: number | undefined): Metrics {
  if (averageUtilization === undefined) return [];
  return [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }];
}

function cpuStatus(averageUtilization: number | undefined): CurrentMetrics {
  if (averageUtilization === undefined) return [];
  return [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization } } }];
}

interface AnyMetric {
  readonly type: string;
  readonly resource?:
    | { readonly name: string; readonly target?: { readonly type: string }; readonly current?: object }
    | undefined;
}

/** Whether it is the one metric that v1 has a field for: CPU, as a share of what is requested. */
function isCpu({ type, resource }: AnyMetric): boolean {
  return type === 'Resource' && resource?.name === 'cpu' && (resource.target?.type ?? 'Utilization') === 'Utilization';
}

/** Takes an annotation out; what is no JSON is left where it is. */
function take(annotations: Record<string, string>, key: string): unknown {
  const text = annotations[key];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    delete annotations[key];
    return value;
  } catch {
    return undefined;
  }
}

function withAnnotations(
  { annotations: _, ...metadata }: KubernetesObject['metadata'],
  annotations: Record<string, string>,
): KubernetesObject['metadata'] {
  return Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations };
}

/** Without what is undefined or an empty list. */
function filled(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isFilled = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isFilled(value)));
}
