import { checkDnsLabel, checkDnsSubdomain, checkLabelValue, forbidden, invalid, required } from '@flotilla/machinery';
import type {
  Affinity,
  NodeAffinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
} from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach } from '../../../rules/field-rules.ts';
import { labelKey, labelSelector } from '../../../rules/label-rules.ts';
import { labelKeysErrors } from './label-keys.ts';

const mandatory = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

export function* affinityErrors(field: string, affinity: Affinity): FieldErrors {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  if (nodeAffinity !== undefined) yield* nodeAffinityErrors(`${field}.nodeAffinity`, nodeAffinity);
  if (podAffinity !== undefined) yield* podAffinityErrors(`${field}.podAffinity`, podAffinity);
  if (podAntiAffinity !== undefined) yield* podAffinityErrors(`${field}.podAntiAffinity`, podAntiAffinity);
}

function* nodeAffinityErrors(field: string, affinity: NodeAffinity): FieldErrors {
  const selector = affinity[mandatory];
  if (selector !== undefined) yield* nodeSelectorErrors(`${field}.${mandatory}`, selector);
  for (const [index, { weight, preference }] of (affinity[preferred] ?? []).entries()) {
    const path = `${field}.${preferred}[${index}]`;
    yield* weightErrors(`${path}.weight`, weight);
    yield* nodeTermErrors(`${path}.preference`, preference ?? {}, anyValue);
  }
}

export function* nodeSelectorErrors(field: string, { nodeSelectorTerms = [] }: NodeSelector): FieldErrors {
  const terms = `${field}.nodeSelectorTerms`;
  if (nodeSelectorTerms.length === 0) yield required(terms, 'must have at least one node selector term');
  for (const [index, term] of nodeSelectorTerms.entries()) {
    yield* nodeTermErrors(`${terms}[${index}]`, term, checkLabelValue);
  }
}

/** Preferences were never asked for valid values. */
function anyValue(): string[] {
  return [];
}

type ValueCheck = (value: string) => string[];

function* nodeTermErrors(field: string, term: NodeSelectorTerm, checkValue: ValueCheck): FieldErrors {
  for (const [index, requirement] of (term.matchExpressions ?? []).entries()) {
    yield* expressionErrors(`${field}.matchExpressions[${index}]`, requirement, checkValue);
  }
  for (const [index, requirement] of (term.matchFields ?? []).entries()) {
    yield* fieldErrors(`${field}.matchFields[${index}]`, requirement);
  }
}

function* expressionErrors(field: string, requirement: NodeSelectorRequirement, checkValue: ValueCheck): FieldErrors {
  const { key = '', operator = '', values = [] } = requirement;
  yield* valueCountErrors(field, operator, values.length);
  yield* labelKey(`${field}.key`, key);
  for (const [index, value] of values.entries())
    yield* invalidEach(`${field}.values[${index}]`, value, checkValue(value));
}

function* valueCountErrors(field: string, operator: string, count: number): FieldErrors {
  const path = `${field}.values`;
  if (operator === 'In' || operator === 'NotIn') {
    if (count === 0) yield required(path, "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (count > 0) yield forbidden(path, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (count !== 1) yield required(path, "must be specified single value when `operator` is 'Lt' or 'Gt'");
  } else yield invalid(`${field}.operator`, operator, 'not a valid selector operator');
}

/** Only a node's name can be matched by field. */
function* fieldErrors(field: string, { key = '', operator = '', values = [] }: NodeSelectorRequirement): FieldErrors {
  if (operator !== 'In' && operator !== 'NotIn') {
    yield invalid(`${field}.operator`, operator, 'not a valid selector operator');
  } else if (values.length !== 1) {
    const why = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    yield required(`${field}.values`, why);
  }
  if (key !== 'metadata.name') return yield invalid(`${field}.key`, key, 'not a valid field selector key');
  for (const [index, value] of values.entries()) {
    yield* invalidEach(`${field}.values[${index}]`, value, checkDnsSubdomain(value));
  }
}

function* podAffinityErrors(field: string, affinity: PodAffinity): FieldErrors {
  for (const [index, term] of (affinity[mandatory] ?? []).entries()) {
    yield* podTermErrors(`${field}.${mandatory}[${index}]`, term);
  }
  for (const [index, { weight, podAffinityTerm }] of (affinity[preferred] ?? []).entries()) {
    const path = `${field}.${preferred}[${index}]`;
    yield* weightErrors(`${path}.weight`, weight);
    yield* podTermErrors(`${path}.podAffinityTerm`, podAffinityTerm ?? { topologyKey: '' });
  }
}

function* weightErrors(field: string, weight = 0): FieldErrors {
  if (weight <= 0 || weight > 100) yield invalid(field, weight, 'must be in the range 1-100');
}

function* podTermErrors(field: string, term: PodAffinityTerm): FieldErrors {
  yield* labelSelector(`${field}.labelSelector`, term.labelSelector);
  yield* labelSelector(`${field}.namespaceSelector`, term.namespaceSelector);
  for (const name of term.namespaces ?? []) yield* invalidEach(`${field}.namespace`, name, checkDnsLabel(name));
  yield* labelKeysErrors(field, term);
  if (!term.topologyKey) yield required(`${field}.topologyKey`, 'can not be empty');
  yield* labelKey(`${field}.topologyKey`, term.topologyKey ?? '');
}
