import { checkDnsLabel, type FieldError, invalid, type KubernetesObject, required } from '@flotilla/machinery';
import type { Job } from '../../generated/types/batch-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { labelSelector } from '../../rules/label-rules.ts';
import { chosenLabels, validMatcher } from '../../rules/template-rules.ts';
import { generatedSelectorErrors } from './generated-selector.ts';
import { jobSpecErrors } from './spec-errors.ts';

export function validateJob(object: KubernetesObject): FieldError[] {
  return [...jobErrors(object as Job & KubernetesObject)];
}

function* jobErrors(job: Job & KubernetesObject): FieldErrors {
  const { selector, template } = job.spec ?? {};
  yield* generatedSelectorErrors(job);
  yield* jobSpecErrors('spec', job.spec);
  if (selector === undefined) yield required('spec.selector');
  else {
    yield* labelSelector('spec.selector', selector);
    yield* chosenLabels('spec.template', template, validMatcher(selector));
  }
  yield* hostnameErrors(job);
}

/** The Pods of an indexed Job are hosts of its name and their index. */
function* hostnameErrors({ metadata: { name = '' }, spec }: Job & KubernetesObject): FieldErrors {
  const { completionMode, completions = 0 } = spec ?? {};
  if (completionMode !== 'Indexed' || completions <= 0) return;
  const hostname = `${name}-${completions - 1}`;
  if (checkDnsLabel(hostname).length > 0) {
    yield invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${hostname}`);
  }
}
