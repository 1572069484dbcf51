import { isJsonObject, type Json } from '../json.ts';

/** A value as Go prints it in messages: `map[a:1 b:[x <nil>]]`. */
export function printGo(value: Json): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(printGo).join(' ')}]`;
  if (!isJsonObject(value)) return String(value);
  const members = Object.keys(value).sort();
  return `map[${members.map((name) => `${name}:${printGo(value[name] ?? null)}`).join(' ')}]`;
}

/** The type that Go gives a JSON value it knows nothing of. */
export function goTypeOf(value: Json): string {
  if (value === null) return '%!s(<nil>)';
  if (Array.isArray(value)) return '[]interface {}';
  if (isJsonObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
