import { checkDnsLabel, invalid, required } from '@flotilla/machinery';
import { podTemplateErrors } from '../core/pod/template.ts';
import type { PodTemplateSpec } from '../generated/types/core-v1.ts';
import type { LabelSelector } from '../generated/types/meta-v1.ts';
import type { FieldErrors } from './field-rules.ts';
import { nonNegative } from './field-rules.ts';
import { labelSelector } from './label-rules.ts';
import { chosenLabels, endless, isEmptySelector, validMatcher } from './template-rules.ts';

interface Selecting {
  readonly selector: LabelSelector;
  readonly template?: PodTemplateSpec | undefined;
}

/** What holds of the selector and the template of a Deployment and of a ReplicaSet, in the same words for both. */
export function* selectorAndTemplateErrors(field: string, spec: Selecting | undefined): FieldErrors {
  const selector = spec?.selector;
  yield* selectorErrors(`${field}.selector`, selector);
  if (selector !== undefined && validMatcher(selector) === undefined) {
    return yield invalid(`${field}.selector`, selector, 'invalid label selector');
  }
  yield* chosenLabels(`${field}.template`, spec?.template, validMatcher(selector));
  yield* podTemplateErrors(`${field}.template`, spec?.template);
  yield* endless(`${field}.template`, spec?.template, 'ReplicaSet');
}

function* selectorErrors(field: string, selector: LabelSelector | undefined): FieldErrors {
  if (selector === undefined) return yield required(field);
  yield* labelSelector(field, selector);
  if (isEmptySelector(selector)) yield invalid(field, selector, 'empty selector is invalid for deployment');
}

/** The counts of a status by the names that they have there. */
type Counts = Readonly<Partial<Record<string, number>>>;

/** No count is below nothing, none of `parts` is more than all, and what is available is ready too. */
export function* replicaStatusErrors(
  counts: Counts,
  names: { readonly counts: readonly string[]; readonly parts: readonly string[] },
): FieldErrors {
  for (const name of names.counts) yield* nonNegative(`status.${name}`, counts[name]);
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = counts;
  for (const name of names.parts) {
    const count = counts[name] ?? 0;
    if (count > replicas) yield invalid(`status.${name}`, count, 'cannot be greater than status.replicas');
  }
  if (availableReplicas > readyReplicas) {
    yield invalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas');
  }
}

/** What the author of an object should know whose name its Pods begin with. */
export function podNameWarnings(name = ''): string[] {
  const complaints = checkDnsLabel(name);
  if (complaints.length === 0) return [];
  const why = 'this is used in Pod names and hostnames, which can result in surprising behavior';
  return [`metadata.name: ${why}; a DNS label is recommended: [${complaints.join(' ')}]`];
}
