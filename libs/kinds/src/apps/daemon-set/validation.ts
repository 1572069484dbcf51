import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { invalid, notSupported, required } from '@flotilla/machinery';
import { podTemplateErrors } from '../../core/pod/template.ts';
import type {
  DaemonSet,
  DaemonSetSpec,
  DaemonSetStatus,
  RollingUpdateDaemonSet,
} from '../../generated/types/apps-v1.ts';
import { atMostTheWhole, countOrPercent, isZero } from '../../rules/count-or-percent.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { immutable, nonNegative } from '../../rules/field-rules.ts';
import { internalForm } from '../../rules/internal-form.ts';
import { labelSelector } from '../../rules/label-rules.ts';
import { chosenLabels, endless, isEmptySelector, notDecremented, validMatcher } from '../../rules/template-rules.ts';

export function validateDaemonSet(object: KubernetesObject): FieldError[] {
  return [...specErrors('spec', (object as DaemonSet).spec)];
}

function* specErrors(field: string, spec: DaemonSetSpec | undefined): FieldErrors {
  const selector = spec?.selector;
  yield* labelSelector(`${field}.selector`, selector);
  yield* chosenLabels(`${field}.template`, spec?.template, validMatcher(selector));
  if (selector !== undefined && isEmptySelector(selector)) {
    yield invalid(`${field}.selector`, selector, 'empty selector is invalid for daemonset');
  }
  yield* podTemplateErrors(`${field}.template`, spec?.template);
  yield* endless(`${field}.template`, spec?.template, 'DaemonSet');
  yield* nonNegative(`${field}.minReadySeconds`, spec?.minReadySeconds);
  yield* strategyErrors(`${field}.updateStrategy`, spec?.updateStrategy);
  yield* nonNegative(`${field}.revisionHistoryLimit`, spec?.revisionHistoryLimit);
}

const strategyForm = { type: '', rollingUpdate: { maxUnavailable: null, maxSurge: null } } as const;

function* strategyErrors(field: string, strategy: DaemonSetSpec['updateStrategy'] = {}): FieldErrors {
  const { type, rollingUpdate } = strategy;
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    return yield notSupported(field, internalForm(strategy, strategyForm), ['RollingUpdate', 'OnDelete']);
  }
  if (rollingUpdate === undefined) yield required(`${field}.rollingUpdate`);
  else yield* rollingErrors(`${field}.rollingUpdate`, rollingUpdate);
}

function* rollingErrors(field: string, { maxUnavailable, maxSurge }: RollingUpdateDaemonSet): FieldErrors {
  yield* countOrPercent(`${field}.maxUnavailable`, maxUnavailable);
  yield* countOrPercent(`${field}.maxSurge`, maxSurge);
  yield* atMostTheWhole(`${field}.maxUnavailable`, maxUnavailable);
  yield* atMostTheWhole(`${field}.maxSurge`, maxSurge);
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    yield required(`${field}.maxUnavailable`, 'cannot be 0 when maxSurge is 0');
  } else if (!isZero(maxUnavailable) && !isZero(maxSurge)) {
    yield invalid(`${field}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero');
  }
}

export function validateDaemonSetUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  const [selector, before] = [(next as DaemonSet).spec?.selector, (previous as DaemonSet).spec?.selector];
  return [...immutable('spec.selector', selector, before)];
}

const counts = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
] as const satisfies readonly (keyof DaemonSetStatus)[];

export function validateDaemonSetStatusUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  const [status, before] = [(next as DaemonSet).status, (previous as DaemonSet).status];
  return [
    ...counts.flatMap((name) => [...nonNegative(`status.${name}`, status?.[name])]),
    ...notDecremented('status.collisionCount', status?.collisionCount, before?.collisionCount),
  ];
}
