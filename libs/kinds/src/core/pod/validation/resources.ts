import {
  checkDnsLabel,
  compareQuantities,
  duplicate,
  forbidden,
  formatQuantity,
  invalid,
  notFound,
  parseQuantity,
  required,
  wholeValueOf,
} from '@flotilla/machinery';
import type { ResourceClaim, ResourceRequirements } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach } from '../../../rules/field-rules.ts';
import { resourceAmount } from '../../resource/amount-rules.ts';
import { allowsOvercommit, containerResourceName, isHugePages } from '../../resource/resource-names.ts';

/** What may be asked for: `claims` are the names of the Pod's resource claims. */
export interface ResourceScope {
  readonly claims: ReadonlySet<string>;
  nameErrors(field: string, name: string): FieldErrors;
}

export function containerScope(claims: ReadonlySet<string>): ResourceScope {
  return { claims, nameErrors: containerResourceName };
}

export function* resourcesErrors(
  field: string,
  { limits = {}, requests = {}, claims = [] }: ResourceRequirements,
  scope: ResourceScope,
): FieldErrors {
  for (const [name, amount] of Object.entries(limits))
    yield* amountErrors(`${field}.limits[${name}]`, name, amount, scope);
  for (const [name, amount] of Object.entries(requests)) {
    yield* amountErrors(`${field}.requests[${name}]`, name, amount, scope);
    yield* againstLimit(field, name, amount, limits[name]);
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    yield forbidden(field, 'HugePages require cpu or memory');
  }
  yield* claimsErrors(`${field}.claims`, claims, scope.claims);
}

function* amountErrors(field: string, name: string, text: string, scope: ResourceScope): FieldErrors {
  yield* scope.nameErrors(field, name);
  yield* resourceAmount(field, name, text);
  if (isHugePages(name) && !isMultipleOfPage(name, text)) {
    const shown = formatQuantity(parseQuantity(text));
    yield invalid(field, shown, `${shown} is not positive integer multiple of ${name}`);
  }
}

/** `hugepages-2Mi` counts in pages of 2Mi. */
function isMultipleOfPage(name: string, text: string): boolean {
  const size = pageSize(name.slice('hugepages-'.length));
  return size > 0 && Number.isInteger(size) && wholeValueOf(parseQuantity(text)) % size === 0;
}

function pageSize(text: string): number {
  try {
    return wholeValueOf(parseQuantity(text));
  } catch {
    return 0;
  }
}

function* againstLimit(field: string, name: string, text: string, limitText: string | undefined): FieldErrors {
  if (limitText === undefined) {
    if (!allowsOvercommit(name)) {
      yield required(`${field}.limits`, 'Limit must be set for non overcommitable resources');
    }
    return;
  }
  const [request, limit] = [parseQuantity(text), parseQuantity(limitText)];
  const order = compareQuantities(request, limit);
  const of = `${name} limit of ${formatQuantity(limit)}`;
  if (order !== 0 && !allowsOvercommit(name)) {
    yield invalid(`${field}.requests`, formatQuantity(request), `must be equal to ${of}`);
  } else if (order > 0) {
    yield invalid(`${field}.requests`, formatQuantity(request), `must be less than or equal to ${of}`);
  }
}

/** A claim as a whole and each of its requests may be taken once, and not both. */
function* claimsErrors(field: string, claims: readonly ResourceClaim[], known: ReadonlySet<string>): FieldErrors {
  const taken = new Set<string>();
  for (const [index, { name, request }] of claims.entries()) {
    const path = `${field}[${index}]`;
    if (!name) {
      yield required(path);
      continue;
    }
    if (request && !taken.has(name)) yield* invalidEach(`${path}.request`, request, checkDnsLabel(request));
    const key = request && !taken.has(name) ? `${name}/${request}` : name;
    const parts = request ? [] : [...taken].filter((each) => each.startsWith(`${name}/`));
    if (taken.has(key) || parts.length > 0) yield duplicate(path, key);
    taken.add(key);
    if (!known.has(name)) yield unknownClaim(path, name, known);
  }
}

function unknownClaim(field: string, name: string, known: ReadonlySet<string>): ReturnType<typeof notFound> {
  const list = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
  const error = notFound(field, name);
  return { ...error, message: `${error.message}: must be one of the names in pod.spec.resourceClaims${list}` };
}
