import type { Json } from '../json.ts';
import type { StructType } from '../schema/schema.ts';
import { badRequestError, type StatusError } from '../status/status-error.ts';
import { goKind } from './shape-error.ts';

/** The kind that a request's body must hold. */
export interface ExpectedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly type: StructType;
}

/** What a body says of itself, or the URL in its place. */
export interface NamedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The refusal of a body of which not even the kind can be told. */
export function unrecognized(why: string, text: string, { kind }: ExpectedKind): StatusError {
  return badRequestError(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(text)})`);
}

/** The refusal of a body that is no JSON. */
export function unparsed(why: string, text: string, expected: ExpectedKind): StatusError {
  return unrecognized(`couldn't get version/kind; json parse error: ${why}`, text, expected);
}

/** The refusal of a body that is no object; or, with a field's name, of an apiVersion or kind that is no text. */
export function misnamed(value: Json, field: string | undefined, text: string, expected: ExpectedKind): StatusError {
  const where = field === undefined ? `value of type ${ENVELOPE}` : `struct field .${field} of type string`;
  return unparsed(`json: cannot unmarshal ${goKind(value)} into Go ${where}`, text, expected);
}

/** The refusal of a body whose kind is known, but that is none of it. */
export function unhandled({ apiVersion, kind }: NamedKind, expected: ExpectedKind, why: string): StatusError {
  const version = JSON.stringify(versionOf(apiVersion));
  return badRequestError(`${kind} in version ${version} cannot be handled as a ${expected.kind}: ${why}`);
}

/** The refusal of another kind than the URL's. `isKnown` says whether there is such a kind. */
export function wrongKind(named: NamedKind, expected: ExpectedKind, isKnown: boolean): StatusError {
  const { apiVersion, kind } = named;
  if (!isKnown) {
    const what = `kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`;
    return unhandled(named, expected, `no ${what} in scheme "${SCHEME}"`);
  }
  if (kind === expected.kind) return wrongVersion(apiVersion, expected);
  const from = `${versionOf(apiVersion)}.${kind}`;
  const to = `${internalPackage(expected.group)}.${expected.kind}`;
  return unhandled(named, expected, `converting (${from}) to (${to}): unknown conversion`);
}

export function apiVersionOf({ group, version }: ExpectedKind): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Go names the anonymous struct that it looks for apiVersion and kind with. */
const ENVELOPE =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
/** Where the reference keeps its kinds: its message says so. */
const SCHEME = 'pkg/api/legacyscheme/scheme.go:30';
/** How much of a body its refusal shows. */
const SUMMARY_BYTES = 30;

function wrongVersion(apiVersion: string, expected: ExpectedKind): StatusError {
  return badRequestError(
    `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(expected)})`,
  );
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

function internalPackage(group: string): string {
  return group === '' ? 'core' : (group.split('.')[0] ?? '');
}

/** The beginning of the body; in hexadecimal where it is no JSON object. */
function summary(text: string): string {
  if (text === '') return '<empty>';
  const bytes = Buffer.from(text.slice(0, SUMMARY_BYTES + 1), 'utf8');
  const encoding = text.startsWith('{') ? 'utf8' : 'hex';
  const end = bytes.length > SUMMARY_BYTES ? ' ...' : '';
  return bytes.subarray(0, SUMMARY_BYTES).toString(encoding) + end;
}
