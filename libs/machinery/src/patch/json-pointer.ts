import type { Json, JsonObject } from '../json.ts';

/** A place in a document that a patch names but that is not there. */
export class MissingPlaceError extends Error {
  override readonly name = 'MissingPlaceError';
}

/** What holds the place that a pointer names, and the last step to it. */
export interface Place {
  readonly holder: JsonObject | Json[];
  readonly step: string;
}

/** Follows a JSON pointer (RFC 6901) up to its last step. Throws MissingPlaceError. */
export function findPlace(document: Json, pointer: string): Place {
  const [start, ...steps] = pointer.split('/').map(unescapeStep);
  const step = steps.pop();
  if (start === undefined || step === undefined) throw new MissingPlaceError(`no path: ${JSON.stringify(pointer)}`);
  const holder = steps.reduce<Json>(
    (value, each) => valueAt({ holder: asHolder(value), step: each }) ?? null,
    document,
  );
  return { holder: asHolder(holder), step };
}

/** Undefined where an object has no such member. Throws MissingPlaceError for an index outside an array. */
export function valueAt({ holder, step }: Place): Json | undefined {
  if (!Array.isArray(holder)) return Object.hasOwn(holder, step) ? holder[step] : undefined;
  return holder[indexOf(step, holder.length, holder.length - 1)];
}

/** Inserts into an array (`-` is its end), sets in an object. */
export function addAt({ holder, step }: Place, value: Json): void {
  if (!Array.isArray(holder)) set(holder, step, value);
  else if (step === '-') holder.push(value);
  else holder.splice(indexOf(step, holder.length + 1, holder.length), 0, value);
}

/** Takes the place of an element; in an object there may have been none, as the reference allows. */
export function replaceAt({ holder, step }: Place, value: Json): void {
  if (Array.isArray(holder)) holder[indexOf(step, holder.length, holder.length - 1)] = value;
  else set(holder, step, value);
}

export function removeAt({ holder, step }: Place): void {
  if (Array.isArray(holder)) holder.splice(indexOf(step, holder.length, holder.length - 1), 1);
  else if (Object.hasOwn(holder, step)) delete holder[step];
  else throw new MissingPlaceError(`no member: ${step}`);
}

function asHolder(value: Json): JsonObject | Json[] {
  if (typeof value === 'object' && value !== null) return value;
  throw new MissingPlaceError('the path goes through a value that holds nothing');
}

/** Negative indexes count from the end, as in the reference. */
function indexOf(step: string, length: number, last: number): number {
  const number = /^[-+]?\d+$/.test(step) ? Number(step) : Number.NaN;
  const index = number < 0 ? number + length : number;
  if (index >= 0 && index <= last) return index;
  throw new MissingPlaceError(`no element: ${step}`);
}

function set(holder: JsonObject, name: string, value: Json): void {
  if (name === '__proto__') Object.defineProperty(holder, name, { value, ...OWN });
  else holder[name] = value;
}

const OWN = { enumerable: true, configurable: true, writable: true };

function unescapeStep(step: string): string {
  return step.replace(/~[01]/g, (escaped) => (escaped === '~1' ? '/' : '~'));
}
