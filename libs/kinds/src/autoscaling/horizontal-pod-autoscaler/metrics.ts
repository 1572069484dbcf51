import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricTarget,
  MetricValueStatus,
} from '../../generated/types/autoscaling-v2.ts';

/** Where each type of metric says what it asks for, in the order of their names. */
const sources = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
} as const;

export type MetricType = keyof typeof sources;
export type MetricSource = (typeof sources)[MetricType];

export const metricTypes = Object.keys(sources) as MetricType[];

export function sourceOf(type: string): MetricSource | undefined {
  return sources[type as MetricType];
}

/** How many metrics a cell shows before it only counts. */
const shown = 2;

/** `cpu: 60%/70%, 5/10`: what there is against what is aimed at. */
export function metricsText({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec?.metrics ?? [];
  if (metrics.length === 0) return '<none>';
  const texts = metrics.map((metric, index) => metricText(metric, currentOf(status, metric.type, index)));
  const text = texts.slice(0, shown).join(', ');
  return texts.length > shown ? `${text} + ${texts.length - shown} more...` : text;
}

function currentOf(status: HorizontalPodAutoscaler['status'], type: string, index: number): MetricValueStatus {
  const source = sourceOf(type);
  return (source && status?.currentMetrics?.[index]?.[source]?.current) ?? {};
}

function metricText(metric: MetricSpec, current: MetricValueStatus): string {
  const source = sourceOf(metric.type);
  if (source === undefined) return '<unknown type>';
  const target = metric[source]?.target ?? { type: '' };
  if (source === 'pods') return of(current.averageValue, target.averageValue);
  if (source === 'object' || source === 'external') return valueText(current, target);
  return `${metric[source]?.name ?? ''}: ${resourceText(current, target)}`;
}

function valueText(current: MetricValueStatus, target: MetricTarget): string {
  if (target.averageValue === undefined) return of(current.value, target.value);
  return `${of(current.averageValue, target.averageValue)} (avg)`;
}

function resourceText(current: MetricValueStatus, target: MetricTarget): string {
  if (target.averageValue !== undefined) return of(current.averageValue, target.averageValue);
  return of(percent(current.averageUtilization), percent(target.averageUtilization) ?? '<auto>');
}

function percent(share: number | undefined): string | undefined {
  return share === undefined ? undefined : `${share}%`;
}

function of(current: string | undefined, target: string | undefined): string {
  return `${current ?? '<unknown>'}/${target ?? ''}`;
}
