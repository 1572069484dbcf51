import { checkLabelKey, checkLabelValue } from '../names/label-names.ts';
import { type FieldError, invalid, notSupported } from '../status/field-error.ts';

/** `exists` and `!` take no values; `=`, `==`, `!=`, `gt` and `lt` one; `in` and `notin` one or more. */
export type LabelOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

/** One term of a label selector. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;

/** In upstream's order, which one of its messages lists. */
const OPERATORS = ['in', 'notin', '=', '==', '!=', 'gt', 'lt', 'exists', '!'];

/** What is wrong with a requirement; the fields are `key`, `operator`, `values` and `values[0]`. */
export function checkRequirement({ key, operator, values }: LabelRequirement): FieldError[] {
  const keyComplaints = checkLabelKey(key);
  return [
    ...(keyComplaints.length > 0 ? [invalid('key', key, keyComplaints.join('; '))] : []),
    ...checkCount(operator, values),
    ...values.flatMap((value, index) => checkValue(key, value, index)),
  ];
}

/** A predicate for one requirement. An absent label passes `notin` and `!=`. */
export function matcherOf({ key, operator, values }: LabelRequirement): (labels: Labels) => boolean {
  const [first = ''] = values;
  switch (operator) {
    case 'exists':
      return (labels) => lookUp(labels, key) !== undefined;
    case '!':
      return (labels) => lookUp(labels, key) === undefined;
    case '=':
    case '==':
      return (labels) => lookUp(labels, key) === first;
    case '!=':
      return (labels) => lookUp(labels, key) !== first;
    case 'in':
      return (labels) => values.includes(lookUp(labels, key) ?? MISSING);
    case 'notin':
      return (labels) => !values.includes(lookUp(labels, key) ?? MISSING);
    case 'gt':
      return (labels) => compares(lookUp(labels, key), first, (left, right) => left > right);
    case 'lt':
      return (labels) => compares(lookUp(labels, key), first, (left, right) => left < right);
  }
}

/** The requirement as it stands in a query: `app in (a,b)`, `!app`, `app=a`. */
export function printRequirement({ key, operator, values }: LabelRequirement): string {
  const list = [...values].sort().join(',');
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${list})`;
    case 'gt':
      return `${key}>${list}`;
    case 'lt':
      return `${key}<${list}`;
    default:
      return `${key}${operator}${list}`;
  }
}

/** No label has this value. */
const MISSING = '\u0000';

function lookUp(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function checkCount(operator: LabelOperator, values: readonly string[]): FieldError[] {
  const refuse = (detail: string) => [invalid('values', values.length > 0 ? values : null, detail)];
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length > 0 ? [] : refuse("for 'in', 'notin' operators, values set can't be empty");
    case '=':
    case '==':
    case '!=':
      return values.length === 1 ? [] : refuse('exact-match compatibility requires one single value');
    case 'exists':
    case '!':
      return values.length === 0 ? [] : refuse('values set must be empty for exists and does not exist');
    case 'gt':
    case 'lt':
      return [
        ...(values.length === 1 ? [] : refuse("for 'Gt', 'Lt' operators, exactly one value is required")),
        ...values.flatMap((value, index) => checkInteger(value, index)),
      ];
    default:
      return [notSupported('operator', operator, OPERATORS)];
  }
}

function checkInteger(value: string, index: number): FieldError[] {
  if (integerOf(value) !== undefined) return [];
  return [invalid(`values[${index}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer")];
}

function checkValue(key: string, value: string, index: number): FieldError[] {
  const complaints = checkLabelValue(value);
  return complaints.length > 0 ? [invalid(`values[${index}][${key}]`, value, complaints.join('; '))] : [];
}

function compares(value: string | undefined, bound: string, holds: (left: bigint, right: bigint) => boolean): boolean {
  const left = value === undefined ? undefined : integerOf(value);
  const right = integerOf(bound);
  return left !== undefined && right !== undefined && holds(left, right);
}

/** A 64-bit integer as Go parses it, or undefined. */
function integerOf(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]{1,30}$/.test(text)) return undefined;
  const number = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return BigInt.asIntN(64, number) === number ? number : undefined;
}
