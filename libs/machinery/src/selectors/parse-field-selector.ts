import { badRequestError } from '../status/status-error.ts';

/** One term of a field selector: `spec.nodeName=a`. */
export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** A field selector made ready to use: all its requirements must hold. A field without a value counts as empty. */
export interface FieldMatcher {
  readonly requirements: readonly FieldRequirement[];
  /** Whether it matches everything, because it requires nothing. */
  readonly matchesAll: boolean;
  matches(fields: Readonly<Record<string, string>>): boolean;
  /** The one value that it allows for this field, where there is one: `metadata.name=a`. */
  exactValue(field: string): string | undefined;
  /** As it stands in a query. */
  toString(): string;
}

/**
 * Parses the `fieldSelector` of a query: `status.phase=Running,spec.nodeName!=a`. In values `\`, `,` and `=` are
 * written with a backslash. Throws BadRequest with upstream's words.
 * Source: Kubernetes documentation, "Field Selectors".
 */
export function parseFieldSelector(text: string): FieldMatcher {
  const requirements = splitTerms(text)
    .filter((term) => term !== '')
    .sort()
    .map((term) => parseTerm(term, text))
    .filter(({ field, value }) => field !== '' || value !== '');
  return createFieldMatcher(requirements);
}

/** A matcher of requirements, all of which must hold. */
export function createFieldMatcher(requirements: readonly FieldRequirement[]): FieldMatcher {
  return {
    requirements,
    matchesAll: requirements.length === 0,
    matches: (fields) => requirements.every((requirement) => holds(requirement, fields)),
    exactValue: (name) => requirements.find(({ field, operator }) => field === name && operator === '=')?.value,
    toString: () =>
      requirements.map(({ field, operator, value }) => `${field}${operator}${escapeValue(value)}`).join(','),
  };
}

/** What every kind can be selected by. */
const GENERAL: ReadonlySet<string> = new Set(['metadata.name', 'metadata.namespace']);

/**
 * Throws BadRequest with upstream's words where the selector names a field that its kind cannot be selected by.
 * `selectable` holds all that it can.
 */
export function requireSelectable({ requirements }: FieldMatcher, selectable: ReadonlySet<string>): void {
  const unknown = requirements.find(({ field }) => !selectable.has(field))?.field;
  if (unknown === undefined) return;
  if (selectable.size > GENERAL.size) throw badRequestError(`field label not supported: ${unknown}`);
  const name = JSON.stringify(unknown);
  throw badRequestError(`${name} is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

function holds({ field, operator, value }: FieldRequirement, fields: Readonly<Record<string, string>>): boolean {
  const actual = Object.hasOwn(fields, field) ? (fields[field] ?? '') : '';
  return (actual === value) === (operator === '=');
}

/** Parts between commas that no backslash precedes. */
function splitTerms(text: string): string[] {
  return text.match(/(?:\\.|[^\\,]|\\$)+/gs) ?? [];
}

function parseTerm(term: string, text: string): FieldRequirement {
  const [, field, sign = '', value = ''] = /^(.*?)(!=|==|=)(.*)$/s.exec(term) ?? [];
  if (field === undefined) throw badRequestError(`invalid selector: '${text}'; can't understand '${term}'`);
  return { field, operator: sign === '!=' ? '!=' : '=', value: unescapeValue(value) };
}

function escapeValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

function unescapeValue(value: string): string {
  return value.replace(/\\.?|[,=]/gsu, (part) => {
    const escaped = part.slice(1);
    if (!part.startsWith('\\')) {
      throw badRequestError(`invalid field selector: unescaped character in value: ${part.codePointAt(0)}`);
    }
    if (escaped !== '' && '\\,='.includes(escaped)) return escaped;
    throw badRequestError(`invalid field selector: invalid escape sequence: ${part}`);
  });
}
