import { TimestampError } from '../duration/parse-timestamp.ts';
import { JsonError } from '../json/json-error.ts';
import { readJson, readJsonWithRepeats } from '../json/read-json.ts';
import type { ScannedJson } from '../json/scan-json.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { KubernetesObject } from '../object.ts';
import { QuantityError } from '../quantity/parse-quantity.ts';
import type { Schema } from '../schema/schema.ts';
import { readYaml, YamlError } from '../yaml/read-yaml.ts';
import {
  apiVersionOf,
  type ExpectedKind,
  misnamed,
  type NamedKind,
  unhandled,
  unparsed,
  unrecognized,
  wrongKind,
} from './body-refusals.ts';
import { conform } from './conform.ts';
import { ShapeError } from './shape-error.ts';

/** What is done about unknown and repeated fields. Source: Kubernetes API reference, `fieldValidation`. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export interface ReadOptions {
  readonly format: 'json' | 'yaml';
  readonly expected: ExpectedKind;
  readonly schema: Schema;
  readonly fieldValidation: FieldValidation;
  /** Whether there is such a kind; only the words of a refusal depend on it. */
  readonly isKnown: (apiVersion: string, kind: string) => boolean;
}

export interface ReadObject {
  readonly object: KubernetesObject;
  /** Texts for Warning headers. */
  readonly warnings: readonly string[];
}

/**
 * The object that a request's body holds, pruned to its type. What it does not say of apiVersion and kind is taken from
 * the URL. Throws BadRequest with the words of the reference.
 */
export function readObject(text: string, options: ReadOptions): ReadObject {
  const { expected, fieldValidation } = options;
  const { value, repeated, complaint } = parse(text, options);
  const named = nameKind(value, text, expected);
  if (named.apiVersion !== apiVersionOf(expected) || named.kind !== expected.kind) {
    throw wrongKind(named, expected, options.isKnown(named.apiVersion, named.kind));
  }
  const object: JsonObject & NamedKind = Object.assign(isJsonObject(value) ? value : {}, named);
  const complaints = complaint === undefined ? [] : [complaint];
  try {
    complaints.push(...conform(object, expected.type, { schema: options.schema, repeated }));
  } catch (error) {
    throw isDecodingError(error) ? unhandled(named, expected, error.message) : error;
  }
  if (fieldValidation === 'Strict' && complaints.length > 0) {
    throw unhandled(named, expected, strictComplaint(complaints));
  }
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  return { object: { ...object, metadata }, warnings: fieldValidation === 'Ignore' ? [] : complaints };
}

/** How strict decoding says all its complaints in one sentence. */
export function strictComplaint(complaints: readonly string[]): string {
  return `strict decoding error: ${complaints.join(', ')}`;
}

/** Whether `conform` threw it because of the value, so that its message is for the client. */
export function isDecodingError(error: unknown): error is Error {
  return error instanceof ShapeError || error instanceof QuantityError || error instanceof TimestampError;
}

interface Parsed extends ScannedJson {
  readonly complaint?: string;
}

function parse(text: string, { format, fieldValidation, expected }: ReadOptions): Parsed {
  try {
    if (format === 'yaml') return { repeated: new Map(), ...readYaml(text) };
    return fieldValidation === 'Ignore' ? { value: readJson(text), repeated: new Map() } : readJsonWithRepeats(text);
  } catch (error) {
    if (error instanceof JsonError) throw unparsed(error.message, text, expected);
    throw error instanceof YamlError ? unrecognized(error.message, text, expected) : error;
  }
}

function nameKind(value: Json, text: string, expected: ExpectedKind): NamedKind {
  if (value !== null && !isJsonObject(value)) throw misnamed(value, undefined, text, expected);
  const field = (name: 'apiVersion' | 'kind'): string => {
    const named = value?.[name] ?? '';
    if (typeof named !== 'string') throw misnamed(named, name, text, expected);
    return named;
  };
  const apiVersion = field('apiVersion');
  if (apiVersion.split('/').length > 2) {
    throw unrecognized(`unexpected GroupVersion string: ${apiVersion}`, text, expected);
  }
  return { apiVersion: apiVersion || apiVersionOf(expected), kind: field('kind') || expected.kind };
}
