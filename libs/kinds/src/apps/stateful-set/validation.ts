import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { checkDnsLabel, forbidden, invalid, required, validateLabels } from '@flotilla/machinery';
import { claimSpecErrors } from '../../core/persistent-volume-claim/spec-errors.ts';
import { podTemplateErrors } from '../../core/pod/template.ts';
import { podAnnotationErrors } from '../../core/pod/validation/annotations.ts';
import type { RollingUpdateStatefulSetStrategy, StatefulSet, StatefulSetSpec } from '../../generated/types/apps-v1.ts';
import type { PodTemplateSpec } from '../../generated/types/core-v1.ts';
import type { LabelSelector } from '../../generated/types/meta-v1.ts';
import { atMostTheWhole, countOrPercent, isZero } from '../../rules/count-or-percent.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach, nonNegative, supportedValue } from '../../rules/field-rules.ts';
import { internalForm } from '../../rules/internal-form.ts';
import { labelSelector } from '../../rules/label-rules.ts';
import { sameValue } from '../../rules/same-value.ts';
import { chosenLabels, endless, isEmptySelector, validMatcher } from '../../rules/template-rules.ts';

type Rules = StatefulSetSpec | undefined;

export function validateStatefulSet(object: KubernetesObject): FieldError[] {
  return [...specErrors('spec', (object as StatefulSet).spec)];
}

function* specErrors(field: string, spec: Rules): FieldErrors {
  yield* managementErrors(`${field}.podManagementPolicy`, spec?.podManagementPolicy);
  yield* strategyErrors(`${field}.updateStrategy`, spec?.updateStrategy);
  yield* retentionErrors(`${field}.persistentVolumeClaimRetentionPolicy`, spec?.persistentVolumeClaimRetentionPolicy);
  for (const [index, claim] of (spec?.volumeClaimTemplates ?? []).entries()) {
    yield* claimSpecErrors(`${field}.volumeClaimTemplates[${index}].spec`, claim.spec ?? {});
  }
  yield* nonNegative(`${field}.replicas`, spec?.replicas);
  yield* nonNegative(`${field}.minReadySeconds`, spec?.minReadySeconds);
  yield* nonNegative(`${field}.ordinals.start`, spec?.ordinals?.start);
  if (spec?.serviceName) yield* invalidEach(`${field}.serviceName`, spec.serviceName, checkDnsLabel(spec.serviceName));
  yield* selectorErrors(`${field}.selector`, spec?.selector);
  yield* templateErrors(`${field}.template`, spec);
  yield* endless(`${field}.template`, spec?.template, 'StatefulSet');
}

function* managementErrors(field: string, policy: string | undefined): FieldErrors {
  if (!policy) yield required(field);
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') {
    yield invalid(field, policy, "must be 'OrderedReady' or 'Parallel'");
  }
}

const strategyForm = { type: '', rollingUpdate: { partition: null, maxUnavailable: null } } as const;

function* strategyErrors(field: string, strategy: StatefulSetSpec['updateStrategy'] = {}): FieldErrors {
  const { type, rollingUpdate } = strategy;
  if (!type) yield required(field);
  else if (type === 'RollingUpdate') yield* rollingErrors(`${field}.rollingUpdate`, rollingUpdate ?? {});
  else if (type !== 'OnDelete') {
    yield invalid(field, internalForm(strategy, strategyForm), "must be 'RollingUpdate' or 'OnDelete'");
  } else if (rollingUpdate !== undefined) {
    const value = internalForm(rollingUpdate, strategyForm.rollingUpdate);
    yield invalid(`${field}.rollingUpdate`, value, "only allowed for updateStrategy 'RollingUpdate'");
  }
}

function* rollingErrors(field: string, { partition, maxUnavailable }: RollingUpdateStatefulSetStrategy): FieldErrors {
  yield* nonNegative(`${field}.partition`, partition);
  if (maxUnavailable === undefined) return;
  yield* countOrPercent(`${field}.maxUnavailable`, maxUnavailable);
  if (isZero(maxUnavailable)) yield invalid(`${field}.maxUnavailable`, maxUnavailable, 'cannot be 0');
  yield* atMostTheWhole(`${field}.maxUnavailable`, maxUnavailable);
}

function* retentionErrors(field: string, policy: StatefulSetSpec['persistentVolumeClaimRetentionPolicy']): FieldErrors {
  yield* supportedValue(`${field}.whenDeleted`, policy?.whenDeleted, ['Retain', 'Delete']);
  yield* supportedValue(`${field}.whenScaled`, policy?.whenScaled, ['Retain', 'Delete']);
}

function* selectorErrors(field: string, selector: LabelSelector | undefined): FieldErrors {
  if (selector === undefined) return yield required(field);
  yield* labelSelector(field, selector);
  if (isEmptySelector(selector)) yield invalid(field, selector, 'empty selector is invalid for statefulset');
  if (validMatcher(selector) === undefined) yield invalid(field, selector, '');
}

function* templateErrors(field: string, spec: Rules): FieldErrors {
  const matcher = validMatcher(spec?.selector);
  if (matcher === undefined) return;
  const template = asMade(spec);
  const annotations = template.metadata?.annotations ?? {};
  if (!matcher.matchesAll) yield* chosenLabels(field, template, matcher);
  yield* podTemplateErrors(field, template);
  // The reference looks at these twice, and tells both.
  yield* validateLabels(template.metadata?.labels, `${field}.labels`);
  yield* podAnnotationErrors(`${field}.annotations`, annotations, template.spec ?? { containers: [] });
}

/** The template with what the Pods made from it have of its claims, and without what they get from their name. */
function asMade(spec: Rules): PodTemplateSpec {
  const { metadata, spec: pod = { containers: [] } } = spec?.template ?? {};
  const claims = (spec?.volumeClaimTemplates ?? []).map(({ metadata: { name = '' } }) => name);
  const volumes = [
    ...[...new Set(claims)].map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
    ...(pod.volumes ?? []).filter(({ name }) => !claims.includes(name)),
  ];
  return { metadata, spec: { ...pod, subdomain: '', hostname: '', volumes } };
}

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const;

export function validateStatefulSetUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  if (sameValue(fixed((next as StatefulSet).spec), fixed((previous as StatefulSet).spec))) return [];
  const names = changeable.map((name) => `'${name}'`);
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  return [forbidden('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)];
}

function fixed(spec: Rules): object {
  return Object.fromEntries(Object.entries(spec ?? {}).filter(([name]) => !changeable.some((each) => each === name)));
}
