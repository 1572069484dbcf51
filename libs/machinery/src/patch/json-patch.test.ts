import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import { applyJsonPatch } from './json-patch.ts';

const document: JsonObject = { a: 1, list: ['x', 'y'], 'b/c': { '~d': true }, inner: { e: { f: null } } };

test.each<[string, Json[], Json]>([
  ['adds a member', [{ op: 'add', path: '/z', value: { q: 1 } }], { ...document, z: { q: 1 } }],
  ['inserts an element', [{ op: 'add', path: '/list/1', value: 'n' }], { ...document, list: ['x', 'n', 'y'] }],
  ['appends an element', [{ op: 'add', path: '/list/-', value: 'n' }], { ...document, list: ['x', 'y', 'n'] }],
  ['counts from the end', [{ op: 'remove', path: '/list/-1' }], { ...document, list: ['x'] }],
  ['replaces', [{ op: 'replace', path: '/list/0', value: 'n' }], { ...document, list: ['n', 'y'] }],
  ['replaces what is not there', [{ op: 'replace', path: '/z', value: 1 }], { ...document, z: 1 }],
  ['replaces the whole', [{ op: 'replace', path: '', value: { z: 1 } }], { z: 1 }],
  ['reads escaped steps', [{ op: 'replace', path: '/b~1c/~0d', value: 0 }], { ...document, 'b/c': { '~d': 0 } }],
  ['moves', [{ op: 'move', from: '/list/0', path: '/list/-' }], { ...document, list: ['y', 'x'] }],
  ['copies', [{ op: 'copy', from: '/list', path: '/z' }], { ...document, z: ['x', 'y'] }],
  ['tests', [{ op: 'test', path: '/inner', value: { e: { f: null } } }], document],
  ['tests for nothing', [{ op: 'test', path: '/z', value: null }], document],
])('%s', (_, patch, expected) => {
  const before = structuredClone(document);
  expect(applyJsonPatch(document, patch)).toEqual(expected);
  expect(document).toEqual(before);
});

test.each<[string, Json]>([
  ['a test fails', { op: 'test', path: '/a', value: 2 }],
  ['there is nothing to remove', { op: 'remove', path: '/z' }],
  ['an index is outside', { op: 'replace', path: '/list/2', value: 1 }],
  ['an index is none', { op: 'add', path: '/list/one', value: 1 }],
  ['the way leads nowhere', { op: 'add', path: '/z/y', value: 1 }],
  ['the way leads through a text', { op: 'add', path: '/list/0/y', value: 1 }],
  ['the path does not begin with a slash', { op: 'add', path: 'a', value: 1 }],
  ['no path is given', { op: 'add', value: 1 }],
  ['there is no such operation', { op: 'increment', path: '/a' }],
  ['the whole is no object any more', { op: 'replace', path: '', value: [] }],
])('where %s, nothing of the patch is applied', (_, operation) => {
  const message = 'the server rejected our request due to an error in our request';
  expect(() =>
    applyJsonPatch(document, [{ op: 'remove', path: '/a' }, { op: 'add', path: '/a', value: 1 }, operation]),
  ).toThrow(expect.objectContaining({ message, code: 422, reason: 'Invalid' }));
});

describe('what is no patch', () => {
  test.each<[Json, string]>([
    [{}, 'json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp'],
    [['x'], 'json: cannot unmarshal string into Go value of type handlers.jsonPatchOp'],
    [[{ op: 'add', path: 5 }], 'json: cannot unmarshal number into Go struct field jsonPatchOp.path of type string'],
  ])('%j is refused', (patch, why) => {
    expect(() => applyJsonPatch(document, patch)).toThrow(
      expect.objectContaining({ message: `error decoding patch: ${why}`, code: 400 }),
    );
  });

  test('more than 10,000 operations are too many', () => {
    const patch = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/a', value: 1 }));
    expect(applyJsonPatch(document, patch.slice(1))).toEqual(document);
    expect(() => applyJsonPatch(document, patch)).toThrow(
      expect.objectContaining({
        message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
        code: 413,
      }),
    );
  });

  test('copies of copies do not fill the memory', () => {
    const doubling = Array.from({ length: 60 }, (_, index) => ({
      op: 'copy',
      from: '/inner',
      path: `/inner/${index}`,
    }));
    expect(() => applyJsonPatch(document, doubling)).toThrow(expect.objectContaining({ code: 422 }));
  });
});
