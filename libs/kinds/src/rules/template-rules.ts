import { forbidden, invalid, type LabelMatcher, labelMatcherOf, notSupported } from '@flotilla/machinery';
import type { PodTemplateSpec } from '../generated/types/core-v1.ts';
import type { LabelSelector } from '../generated/types/meta-v1.ts';
import type { FieldErrors } from './field-rules.ts';
import { labelSelector } from './label-rules.ts';

/** The matcher of a selector, or nothing where it is not valid. */
export function validMatcher(selector: LabelSelector | undefined): LabelMatcher | undefined {
  return [...labelSelector('', selector)].length > 0 ? undefined : labelMatcherOf(selector);
}

export function isEmptySelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length + matchExpressions.length === 0;
}

/** A template bears the labels by which its Pods are found. */
export function* chosenLabels(
  field: string,
  template: PodTemplateSpec | undefined,
  matcher: LabelMatcher | undefined,
): FieldErrors {
  const { labels } = template?.metadata ?? {};
  if (matcher !== undefined && !matcher.matches(labels)) {
    yield invalid(`${field}.metadata.labels`, labels, '`selector` does not match template `labels`');
  }
}

/** Pods that are to run until they are deleted are started again, and have no deadline. */
export function* endless(field: string, template: PodTemplateSpec | undefined, kind: string): FieldErrors {
  const { restartPolicy = '', activeDeadlineSeconds } = template?.spec ?? {};
  if (restartPolicy !== 'Always') yield notSupported(`${field}.spec.restartPolicy`, restartPolicy, ['Always']);
  if (activeDeadlineSeconds !== undefined) {
    yield forbidden(`${field}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`);
  }
}

/** How often a name was taken by another: a count that never falls. */
export function* notDecremented(field: string, next: number | undefined, previous: number | undefined): FieldErrors {
  if (previous !== undefined && (next ?? 0) < previous) yield invalid(field, next ?? 0, 'cannot be decremented');
}
