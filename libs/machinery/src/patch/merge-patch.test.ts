import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import { applyMergePatch } from './merge-patch.ts';

const document: JsonObject = { a: 'b', c: { d: 'e', f: 'g' }, list: [1, 2] };

test.each<[Json, Json]>([
  [{}, document],
  [
    { a: 'z', c: { f: null } },
    { a: 'z', c: { d: 'e' }, list: [1, 2] },
  ],
  [
    { list: [3], a: null },
    { c: { d: 'e', f: 'g' }, list: [3] },
  ],
  [{ c: 1 }, { a: 'b', c: 1, list: [1, 2] }],
  [{ a: { x: null, y: 1 } }, { ...document, a: { y: 1 } }],
  [{ n: { x: null, y: [{ z: null, w: 1 }, null] } }, { ...document, n: { y: [{ w: 1 }, null] } }],
])('the patch %j makes %j', (patch, expected) => {
  expect(applyMergePatch(document, patch)).toEqual(expected);
});

test('a patch that is applied twice changes nothing the second time', () => {
  const patches: Json[] = [{ a: null, c: { d: null, x: { y: null } } }, { c: [1, { a: null }] }, { list: { a: [] } }];
  for (const patch of patches) {
    const once = applyMergePatch(document, patch);
    expect(applyMergePatch(once, patch)).toEqual(once);
  }
});

test('neither the document nor the patch is changed', () => {
  const patch = { c: { d: null, f: { x: null } } };
  const [documentBefore, patchBefore] = [structuredClone(document), structuredClone(patch)];
  applyMergePatch(document, patch);
  expect([document, patch]).toEqual([documentBefore, patchBefore]);
});

test.each<Json>([[], null, 'a', 5])('%j is no patch', (patch) => {
  expect(() => applyMergePatch(document, patch)).toThrow(
    expect.objectContaining({ code: 400, message: 'Invalid JSON Patch' }),
  );
});
