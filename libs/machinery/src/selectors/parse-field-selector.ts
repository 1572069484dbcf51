import { badRequestError, type StatusError } from '../status/status-error.ts';

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

export const everyFields: FieldMatcher = createFieldMatcher([]);

/**
 * Parses the `fieldSelector` of a query: `status.phase=Running,spec.nodeName!=a`. In values `\`, `,` and `=` are
 * written with a backslash. Throws BadRequest with upstream's words.
 * Source: Kubernetes documentation, "Field Selectors".
 */
export function parseFieldSelector(text: string): FieldMatcher {
  const terms = splitTerms(text).sort();
  const requirements = terms.filter((term) => term !== '').map((term) => parseTerm(term, text));
  return createFieldMatcher(requirements.filter(({ field, value }) => field !== '' || value !== ''));
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

/**
 * Throws BadRequest with upstream's words where the selector names a field that its kind cannot select by.
 * `selectable` lists what the kind adds to metadata.name and metadata.namespace.
 */
export function requireSelectable(matcher: FieldMatcher, selectable: readonly string[]): void {
  for (const { field } of matcher.requirements) {
    if (field === 'metadata.name' || field === 'metadata.namespace' || selectable.includes(field)) continue;
    throw unselectable(field, selectable);
  }
}

function unselectable(field: string, selectable: readonly string[]): StatusError {
  if (selectable.length > 0) return badRequestError(`field label not supported: ${field}`);
  const name = JSON.stringify(field);
  return badRequestError(`${name} is not a known field selector: only "metadata.name", "metadata.namespace"`);
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
