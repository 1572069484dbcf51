import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { forbidden, invalid, required } from '@flotilla/machinery';
import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
} from '../../generated/types/autoscaling-v2.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { nonNegative } from '../../rules/field-rules.ts';
import { referenceParts } from '../../rules/reference-rules.ts';
import { metricErrors } from './metric-errors.ts';
import { scalingRuleErrors } from './scaling-rule-errors.ts';

export function validateAutoscaler(object: KubernetesObject): FieldError[] {
  return [...specErrors('spec', (object as HorizontalPodAutoscaler).spec)];
}

export function validateAutoscalerStatus(object: KubernetesObject): FieldError[] {
  const { status } = object as HorizontalPodAutoscaler;
  return [
    ...nonNegative('status.currentReplicas', status?.currentReplicas),
    ...nonNegative('status.desiredReplicas', status?.desiredReplicas),
  ];
}

function* specErrors(field: string, spec: HorizontalPodAutoscalerSpec | undefined): FieldErrors {
  const { minReplicas, maxReplicas = 0, scaleTargetRef, metrics = [], behavior } = spec ?? {};
  yield* boundErrors(field, minReplicas, maxReplicas);
  yield* targetErrors(`${field}.scaleTargetRef`, scaleTargetRef);
  for (const [index, metric] of metrics.entries()) yield* metricErrors(`${field}.metrics[${index}]`, metric);
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) {
    const reason = 'must specify at least one Object or External metric to support scaling to zero replicas';
    yield forbidden(`${field}.metrics`, reason);
  }
  yield* scalingRuleErrors(`${field}.behavior.scaleUp`, behavior?.scaleUp);
  yield* scalingRuleErrors(`${field}.behavior.scaleDown`, behavior?.scaleDown);
}

function* boundErrors(field: string, least: number | undefined, most: number): FieldErrors {
  const atLeastOne = 'must be greater than or equal to 1';
  if (least !== undefined && least < 1) yield invalid(`${field}.minReplicas`, least, atLeastOne);
  if (most === 0) yield required(`${field}.maxReplicas`, 'must be set and greater than 0');
  if (most < 0) yield invalid(`${field}.maxReplicas`, most, atLeastOne);
  if (least !== undefined && most < least) {
    yield invalid(`${field}.maxReplicas`, most, 'must be greater than or equal to `minReplicas`');
  }
}

function* targetErrors(field: string, target: CrossVersionObjectReference | undefined): FieldErrors {
  const { kind, name, apiVersion = '' } = target ?? {};
  yield* referenceParts(field, { kind, name });
  const [group, version, ...rest] = apiVersion.split('/');
  if (rest.length > 0)
    yield invalid(`${field}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
  else if (version === undefined || group === '') {
    yield invalid(`${field}.apiVersion`, apiVersion, 'apiVersion must specify API group');
  }
}
