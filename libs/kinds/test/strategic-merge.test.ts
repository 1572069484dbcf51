import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { applyStrategicMergePatch, isJsonObject, type Json, type JsonObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { schema } from '../src/index.ts';

/** A patch and what upstream's strategicpatch package made of it, of objects filled at random. */
interface Vector {
  /** Group, version, kind. */
  readonly gvk: readonly [string, string, string];
  readonly original: JsonObject;
  readonly patch: JsonObject;
  readonly expected: JsonObject;
}

const file = new URL('./data/strategic-merge.jsonl.gz', import.meta.url);
const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
const vectors: Vector[] = lines.map((line) => JSON.parse(line));

test('there are vectors of every kind that can be patched', () => {
  expect(new Set(vectors.map(({ gvk }) => gvk.join('/'))).size).toBeGreaterThan(55);
});

test.each(vectors.map((vector, index) => ({ vector, name: vector.gvk.join('/'), index })))(
  'vector $index, of $name, is patched as upstream patches it',
  ({ vector }) => {
    const [group, version, kind] = vector.gvk;
    const type = schema.object(group === '' ? version : `${group}/${version}`, kind);
    if (type === undefined) throw new Error(`Cannot find the type of ${kind}`);
    const patched = applyStrategicMergePatch(vector.original, vector.patch, type, schema);
    expect(withoutEmpty(patched)).toEqual(withoutEmpty(vector.expected));
  },
);

/** Upstream writes nulls and empty structs that mean nothing. */
function withoutEmpty(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, Json] => [name, withoutEmpty(member)]);
  return Object.fromEntries(members.filter(([, member]) => !isEmpty(member)));
}

function isEmpty(value: Json): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
