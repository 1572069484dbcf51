import { checkDnsLabel, forbidden, invalid, notSupported, parseQuantity, required } from '@flotilla/machinery';
import { containerResourceName } from '../../core/resource/resource-names.ts';
import type { MetricSpec, MetricTarget } from '../../generated/types/autoscaling-v2.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach } from '../../rules/field-rules.ts';
import { referenceParts } from '../../rules/reference-rules.ts';
import type { MetricSource } from './metrics.ts';
import { metricTypes, sourceOf } from './metrics.ts';

/** The order in which the reference looks for what a metric asks for; only the first is looked into. */
const lookedFor = ['object', 'external', 'pods', 'resource', 'containerResource'] as const;

export function* metricErrors(field: string, metric: MetricSpec): FieldErrors {
  const type = metric.type ?? '';
  const expected = sourceOf(type);
  if (type === '') yield required(`${field}.type`, 'must specify a metric source type');
  if (expected === undefined) yield notSupported(`${field}.type`, type, metricTypes);
  const present = lookedFor.filter((source) => metric[source] !== undefined);
  if (present[0] !== undefined) yield* sourceErrors(`${field}.${present[0]}`, present[0], metric);
  if (expected !== undefined && metric[expected] === undefined) {
    yield required(`${field}.${expected}`, 'must populate information for the given metric source');
  }
  for (const source of present.length > 1 ? present : []) {
    if (source !== expected) yield forbidden(`${field}.${source}`, 'must populate the given metric source only');
  }
}

function* sourceErrors(field: string, source: MetricSource, metric: MetricSpec): FieldErrors {
  const target = metric[source]?.target ?? { type: '' };
  if (source === 'resource' || source === 'containerResource') {
    yield* measuredErrors(field, metric);
    yield* targetErrors(`${field}.target`, target);
    return yield* resourceTargetErrors(`${field}.target`, target);
  }
  if (source === 'object') {
    const { kind, name } = metric.object?.describedObject ?? {};
    yield* referenceParts(`${field}.describedObject`, { kind, name });
  }
  yield* metricName(`${field}.metric.name`, metric[source]?.metric?.name);
  yield* targetErrors(`${field}.target`, target);
  yield* valueTargetErrors(`${field}.target`, source, target);
}

function* measuredErrors(field: string, { resource, containerResource }: MetricSpec): FieldErrors {
  const { name } = resource ?? containerResource ?? {};
  if (!name) yield required(`${field}.name`, 'must specify a resource name');
  if (resource !== undefined || containerResource === undefined) return;
  if (name) yield* containerResourceName(`${field}.name`, name);
  const { container } = containerResource;
  if (!container) yield required(`${field}.container`, 'must specify a container');
  else yield* invalidEach(`${field}.container`, container, checkDnsLabel(container));
}

function* metricName(field: string, name: string | undefined): FieldErrors {
  if (!name) yield required(field, 'must specify a metric name');
  else yield* referenceParts(field.replace(/\.name$/, ''), { name });
}

function* targetErrors(field: string, { type, value, averageValue, averageUtilization }: MetricTarget): FieldErrors {
  if (!type) yield required(`${field}.type`, 'must specify a metric target type');
  if (!['Utilization', 'Value', 'AverageValue'].includes(type)) {
    yield invalid(`${field}.type`, type ?? '', 'must be either Utilization, Value, or AverageValue');
  }
  for (const [name, amount] of Object.entries({ value, averageValue })) {
    if (amount !== undefined && parseQuantity(amount).nano <= 0n) {
      yield invalid(`${field}.${name}`, amount, 'must be positive');
    }
  }
  if (averageUtilization !== undefined && averageUtilization < 1) {
    yield invalid(`${field}.averageUtilization`, averageUtilization, 'must be greater than 0');
  }
}

function* resourceTargetErrors(field: string, { averageValue, averageUtilization }: MetricTarget): FieldErrors {
  if (averageUtilization === undefined && averageValue === undefined) {
    yield required(`${field}.averageUtilization`, 'must set either a target raw value or a target utilization');
  }
  if (averageUtilization !== undefined && averageValue !== undefined) {
    yield forbidden(`${field}.averageValue`, 'may not set both a target raw value and a target utilization');
  }
}

const missingTarget = {
  object: 'must set either a target value or averageValue',
  external: 'must set either a target value for metric or a per-pod target',
  pods: 'must specify a positive target averageValue',
} as const;

function* valueTargetErrors(
  field: string,
  source: keyof typeof missingTarget,
  { value, averageValue }: MetricTarget,
): FieldErrors {
  const isMissing = averageValue === undefined && (source === 'pods' || value === undefined);
  if (isMissing) yield required(`${field}.averageValue`, missingTarget[source]);
  if (source === 'external' && value !== undefined && averageValue !== undefined) {
    yield forbidden(`${field}.value`, 'may not set both a target value for metric and a per-pod target');
  }
}
