import type { Json } from '../json.ts';

/**
 * What a field, a list element or a map value holds.
 *
 * - `struct`: an object with known fields; `of` names its type in the schema.
 * - `list`: `wrapped` where the list is a message of its own on the protobuf wire (ExtraValue, Verbs).
 * - `any`: arbitrary JSON (RawExtension, FieldsV1, JSON). `schemaOr` where it is a JSONSchemaProps or a list of them, a
 *   boolean or a list of strings: on the protobuf wire each of these has a form of its own.
 * - `format` of a string: `date-time` (RFC 3339, seconds), `micro-time` (RFC 3339, six decimals), `byte` (base64),
 *   `quantity` (string or number), `duration` (Go's form, as `1m30s`).
 * - `int-or-string`: an integer or a string.
 */
export type Shape =
  | { readonly type: 'string'; readonly format?: StringFormat }
  | { readonly type: 'integer'; readonly format: 'int32' | 'int64' }
  | { readonly type: 'number' }
  | { readonly type: 'boolean' }
  | { readonly type: 'int-or-string' }
  | { readonly type: 'struct'; readonly of: string }
  | { readonly type: 'map'; readonly values: Shape }
  | { readonly type: 'list'; readonly items: Shape; readonly wrapped?: true }
  | { readonly type: 'any'; readonly schemaOr?: 'list' | 'boolean' | 'strings' };

export type StringFormat = 'date-time' | 'micro-time' | 'byte' | 'quantity' | 'duration';

/** How a strategic merge patch treats a field (the struct tags `patchStrategy` of the Go types). */
export type PatchStrategy = 'merge' | 'replace' | 'retainKeys';

/** The facts of one field of a struct type. Source: the OpenAPI document, the protobuf files and the Go types. */
export interface Field {
  /** The JSON name. */
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
  /**
   * What upstream fills in where the field is absent. A zero value (`''`, 0, `false`) shows only where the field is a
   * Go pointer; elsewhere it is what absence means, for list keys say.
   */
  readonly default?: Json;
  /** The constants of the value's Go type, or of its elements'. Validation may accept fewer or more. */
  readonly enum?: readonly string[];
  readonly patchStrategy?: readonly PatchStrategy[];
  readonly patchMergeKey?: string;
  /** `x-kubernetes-list-type`. */
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  /** `x-kubernetes-map-type`. */
  readonly mapType?: 'atomic' | 'granular';
  /** The protobuf field number; absent where the field is not on the protobuf wire. */
  readonly number?: number;
  /** Whether the Go field is a pointer: then a zero value on the protobuf wire is kept. */
  readonly pointer: boolean;
  /** Whether Go's JSON encoder leaves out a zero value. */
  readonly omitEmpty: boolean;
}

/** A struct type: its fields by JSON name. */
export interface StructType {
  /** `io.k8s.api.core.v1.Pod`: the name of the OpenAPI definition. */
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  /**
   * Structs whose JSON fields stand among this one's, by the protobuf number under which they arrive as messages. Their
   * fields have no number here.
   */
  readonly inlined: ReadonlyMap<number, string>;
  /** `x-kubernetes-map-type` of the type itself: wherever a field holds it. */
  readonly mapType?: 'atomic' | 'granular';
}

/** The types that objects are made of. */
export interface Schema {
  /** Throws where the schema has no such type: names come from the schema itself, so that is a bug. */
  type(name: string): StructType;
}
