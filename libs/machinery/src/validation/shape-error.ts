import type { Json } from '../json.ts';
import type { Schema, Shape, StructType } from '../schema/schema.ts';
import { goType } from './go-type.ts';

/** A value that its field cannot hold. The message is what Go's decoding says. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** Where a value stands: the way to it from the object, the nearest last. */
export interface Place {
  readonly parent: Place | undefined;
  /** A field's name, a map's key, or a list's index. */
  readonly step: string | number;
  /** For a field the struct that has it. */
  readonly struct?: StructType;
}

/** `spec.containers[0].image`. */
export function pathOf(place: Place | undefined): string {
  if (place === undefined) return '';
  const before = pathOf(place.parent);
  if (typeof place.step === 'number') return `${before}[${place.step}]`;
  return before === '' ? place.step : `${before}.${place.step}`;
}

/** The refusal of a value that its field cannot hold. */
export function refusalOf(value: Json, shape: Shape, place: Place, schema: Schema): ShapeError {
  const what = isMisfit(value, shape) ? `number ${value}` : goKind(value);
  return new ShapeError(`json: cannot unmarshal ${what} into Go ${fieldOf(place, schema)} of type ${goType(shape)}`);
}

/** A number for a number, but too large, or no integer: then the message says which. */
function isMisfit(value: Json, { type }: Shape): boolean {
  return typeof value === 'number' && (type === 'integer' || type === 'int-or-string');
}

/** A JSON value as Go calls it in messages. */
export function goKind(value: Json): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Go names the fields on the way, structs that are inlined too, and the struct of the last; but no keys or indexes. */
function fieldOf(place: Place, schema: Schema): string {
  const steps: string[] = [];
  let last: StructType | undefined;
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) {
    if (at.struct === undefined) continue;
    last ??= at.struct;
    steps.unshift(...inlinedAs(at.struct, `${at.step}`, schema), `${at.step}`);
  }
  return last === undefined ? 'value' : `struct field ${shortName(last.name)}.${steps.join('.')}`;
}

/** The inlined struct that brings the field, where one does. */
function inlinedAs({ inlined }: StructType, field: string, schema: Schema): string[] {
  const type = [...inlined.values()].find((name) => schema.type(name).fields.has(field));
  return type === undefined ? [] : [shortName(type)];
}

function shortName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}
