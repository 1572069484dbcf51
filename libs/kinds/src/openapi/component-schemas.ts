import type { Field, Json, JsonObject, Schema, Shape } from '@flotilla/machinery';

/** A group, version and kind, as the extension `x-kubernetes-group-version-kind` writes them. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const PREFIX = '#/components/schemas/';

/** What the body of a patch is. */
export const PATCH_TYPE = 'io.k8s.apimachinery.pkg.apis.meta.v1.Patch';

/** Types that are no structs, under the names that clients know them by (`kubectl explain` prints the last part). */
const TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.Time';
const MICRO_TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const PLAIN_TYPES: Readonly<Record<string, JsonObject>> = {
  [PATCH_TYPE]: { type: 'object' },
  [TIME]: { type: 'string', format: 'date-time' },
  [MICRO_TIME]: { type: 'string', format: 'date-time' },
  [QUANTITY]: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  [INT_OR_STRING]: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
};

export function refTo(type: string): { $ref: string } {
  return { $ref: PREFIX + type };
}

/**
 * The schemas of these types and of all that they are made of, by name. `kinds` tells which types are whole objects,
 * and of which kinds.
 */
export function componentSchemas(
  schema: Schema,
  roots: Iterable<string>,
  kinds: ReadonlyMap<string, readonly GroupVersionKind[]>,
): JsonObject {
  const made = new Map<string, JsonObject>();
  const queue = [...roots];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (!made.has(name)) {
      const component = PLAIN_TYPES[name] ?? structSchema(schema, name, kinds.get(name));
      made.set(name, component);
      queue.push(...typesReferredTo(component));
    }
  }
  return Object.fromEntries([...made].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The types that any part of a document refers to. */
export function typesReferredTo(part: JsonObject): string[] {
  const text = JSON.stringify(part);
  return [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].flatMap(([, name]) => name ?? []);
}

function structSchema(schema: Schema, name: string, kinds: readonly GroupVersionKind[] | undefined): JsonObject {
  const { fields, mapType } = schema.type(name);
  const properties = [...fields.values()].map((field) => [field.name, propertySchema(field)] as const);
  const required = [...fields.values()].filter((field) => field.required).map((field) => field.name);
  return {
    type: 'object',
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    ...(required.length === 0 ? {} : { required }),
    ...(kinds === undefined ? {} : { 'x-kubernetes-group-version-kind': kinds.map((kind) => ({ ...kind })) }),
    ...(mapType === undefined ? {} : { 'x-kubernetes-map-type': mapType }),
  };
}

function propertySchema(field: Field): JsonObject {
  const shape = shapeSchema(field.shape, field.enum);
  const facts = factsOf(field);
  if (Object.keys(facts).length === 0) {
    return shape;
  }
  // Beside a $ref nothing else counts.
  return '$ref' in shape ? { allOf: [shape], ...facts } : { ...shape, ...facts };
}

function factsOf(field: Field): JsonObject {
  const facts: Record<string, Json | undefined> = {
    default: field.default,
    'x-kubernetes-list-type': field.listType,
    'x-kubernetes-list-map-keys': field.listMapKeys === undefined ? undefined : [...field.listMapKeys],
    'x-kubernetes-map-type': field.mapType,
    'x-kubernetes-patch-strategy': field.patchStrategy?.join(','),
    'x-kubernetes-patch-merge-key': field.patchMergeKey,
  };
  const known = Object.entries(facts).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(known);
}

function shapeSchema(shape: Shape, values: readonly string[] | undefined): JsonObject {
  switch (shape.type) {
    case 'string':
      return stringSchema(shape.format, values);
    case 'integer':
      return { type: 'integer', format: shape.format };
    case 'number':
      return { type: 'number', format: 'double' };
    case 'boolean':
      return { type: 'boolean' };
    case 'int-or-string':
      return refTo(INT_OR_STRING);
    case 'struct':
      return refTo(shape.of);
    case 'list':
      return { type: 'array', items: shapeSchema(shape.items, values) };
    case 'map':
      return { type: 'object', additionalProperties: shapeSchema(shape.values, values) };
    case 'any':
      return { 'x-kubernetes-preserve-unknown-fields': true };
  }
}

function stringSchema(format: string | undefined, values: readonly string[] | undefined): JsonObject {
  switch (format) {
    case 'date-time':
      return refTo(TIME);
    case 'micro-time':
      return refTo(MICRO_TIME);
    case 'quantity':
      return refTo(QUANTITY);
    case 'byte':
      return { type: 'string', format: 'byte' };
    default:
      return { type: 'string', ...(values === undefined ? {} : { enum: [...values] }) };
  }
}
