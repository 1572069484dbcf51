import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { badRequestError, type StatusError } from '../../status/status-error.ts';
import { printGo } from '../print-go.ts';

/** `$patch: replace | delete`, in an object or in an element of a list. */
export const PATCH = '$patch';
/** `$retainKeys: [a, b]`: the other members go. */
export const RETAIN_KEYS = '$retainKeys';
const ORDER = '$setElementOrder';
const DELETE_FROM = '$deleteFromPrimitiveList';

/** The field that `$setElementOrder/<field>` is about; undefined for any other name. */
export function orderedField(name: string): string | undefined {
  return fieldAfter(name, ORDER, 'invalid patch format of setElementOrder list');
}

/** The field that `$deleteFromPrimitiveList/<field>` is about; undefined for any other name. */
export function thinnedField(name: string): string | undefined {
  return fieldAfter(name, DELETE_FROM, 'invalid patch format of primitive list');
}

export function unknownDirective(holder: JsonObject): StatusError {
  return badRequestError(`unknown patch type: ${printGo(holder[PATCH] ?? null)} in map: ${printGo(holder)}`);
}

/** The members that `$retainKeys` leaves: those it lists, which must be all that the patch sets. */
export function retainMembers(original: JsonObject, patch: JsonObject): JsonObject {
  if (!Object.hasOwn(patch, RETAIN_KEYS)) return original;
  const retained = patch[RETAIN_KEYS];
  if (!Array.isArray(retained)) throw badRetainKeys();
  const kept = new Set<Json>(retained);
  for (const [name, value] of Object.entries(patch)) {
    const isDirective = name === RETAIN_KEYS || name.startsWith(DELETE_FROM) || name.startsWith(ORDER);
    if (value !== null && !isDirective && !kept.has(name)) throw badRetainKeys();
  }
  return Object.fromEntries(Object.entries(original).filter(([name]) => kept.has(name)));
}

/** A patch's value where there was none before: what holds a `$patch` goes. Undefined where that is all of it. */
export function withoutDirectives(value: Json): Json | undefined {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  if (Object.hasOwn(value, PATCH)) return undefined;
  const members = Object.entries(value).flatMap(([name, member]) => {
    const kept = withoutDirectives(member);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(members);
}

function fieldAfter(name: string, directive: string, complaint: string): string | undefined {
  if (!name.startsWith(directive)) return undefined;
  if (name[directive.length] !== '/') throw badRequestError(complaint);
  return name.slice(directive.length + 1);
}

function badRetainKeys(): StatusError {
  return badRequestError('invalid patch format of retainKeys');
}
