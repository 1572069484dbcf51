import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../json.ts';
import { podType, smallSchema } from '../../testing/small-schema.ts';
import { applyStrategicMergePatch } from './apply-strategic-merge-patch.ts';

function patched(spec: JsonObject, patch: Json): Json | undefined {
  const document = { metadata: { name: 'a' }, spec };
  const before = structuredClone([document, patch]);
  const result = applyStrategicMergePatch(document, { spec: patch }, podType, smallSchema);
  expect([document, patch]).toEqual(before);
  return result.spec;
}

const a = { name: 'a', image: '1' };
const b = { name: 'b', image: '1' };
const c = { name: 'c', image: '1' };

describe('objects', () => {
  test('are merged, and a null removes', () => {
    expect(patched({ nodeSelector: { x: '1', y: '2' } }, { nodeSelector: { y: null, z: '3' } })).toEqual({
      nodeSelector: { x: '1', z: '3' },
    });
  });

  test('are replaced or emptied by $patch', () => {
    const spec = { strategy: { type: 'x', rollingUpdate: { max: '1' } } };
    expect(patched(spec, { strategy: { $patch: 'replace', type: 'y' } })).toEqual({ strategy: { type: 'y' } });
    expect(patched(spec, { strategy: { $patch: 'delete' } })).toEqual({ strategy: {} });
  });

  test('keep only what $retainKeys lists', () => {
    const spec = { strategy: { type: 'Rolling', rollingUpdate: { max: '1' } } };
    expect(patched(spec, { strategy: { $retainKeys: ['type'], type: 'Recreate' } })).toEqual({
      strategy: { type: 'Recreate' },
    });
    expect(() => patched(spec, { strategy: { $retainKeys: ['type'], rollingUpdate: {} } })).toThrow(
      expect.objectContaining({ message: 'invalid patch format of retainKeys', code: 400 }),
    );
  });

  test('that are new take no nulls and no directives', () => {
    expect(patched({}, { strategy: { type: null, rollingUpdate: { a: '1', b: null } } })).toEqual({
      strategy: { rollingUpdate: { a: '1' } },
    });
    expect(patched({}, { strategy: { $patch: 'replace', type: 'x' } })).toEqual({});
  });
});

describe('lists with a merge key', () => {
  const containers = [a, b];

  test('are merged element by element, new ones as the patch has them', () => {
    expect(patched({ containers }, { containers: [{ name: 'b', image: '2' }, c] })).toEqual({
      containers: [a, { name: 'b', image: '2' }, c],
    });
  });

  test('are merged at every depth', () => {
    const deep = {
      ...a,
      env: [
        { name: 'X', value: '1' },
        { name: 'Y', value: '2' },
      ],
    };
    expect(patched({ containers: [deep] }, { containers: [{ name: 'a', env: [{ name: 'Y', value: '3' }] }] })).toEqual({
      containers: [
        {
          ...a,
          env: [
            { name: 'X', value: '1' },
            { name: 'Y', value: '3' },
          ],
        },
      ],
    });
  });

  test('lose the elements that $patch deletes', () => {
    expect(patched({ containers }, { containers: [{ name: 'a', $patch: 'delete' }] })).toEqual({ containers: [b] });
  });

  test('are replaced whole by an element with $patch', () => {
    expect(patched({ containers }, { containers: [c, { $patch: 'replace' }] })).toEqual({ containers: [c] });
  });

  test('take the order of $setElementOrder, with the server’s own elements where they stood', () => {
    const own = { name: 'own', image: '1' };
    expect(
      patched(
        { containers: [a, own, b] },
        { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }, { name: 'c' }], containers: [c] },
      ),
    ).toEqual({ containers: [own, b, a, c] });
    expect(
      patched({ containers: [a, own, b] }, { '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }] }),
    ).toEqual({ containers: [a, own, b] });
  });

  test('let a new element that takes the place of a deleted one stand last', () => {
    expect(
      patched(
        { containers: [a, b] },
        {
          '$setElementOrder/containers': [{ name: 'a' }, { name: 'c' }],
          containers: [{ name: 'a', $patch: 'delete' }, c],
        },
      ),
    ).toEqual({ containers: [b, c] });
  });

  test('of volumes drop the old source by $retainKeys', () => {
    expect(
      patched(
        { volumes: [{ name: 'v', emptyDir: {} }] },
        { volumes: [{ name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/x' } }] },
      ),
    ).toEqual({ volumes: [{ name: 'v', hostPath: { path: '/x' } }] });
  });
});

test('lists that are not merged are replaced', () => {
  expect(patched({ tolerations: [{ key: 'a' }] }, { tolerations: [{ key: 'b' }] })).toEqual({
    tolerations: [{ key: 'b' }],
  });
});

describe('lists of texts', () => {
  function finalizers(present: string[], patch: JsonObject): Json | undefined {
    const document = { metadata: { finalizers: present } };
    const { metadata } = applyStrategicMergePatch(document, { metadata: patch }, podType, smallSchema);
    return (metadata as JsonObject).finalizers;
  }

  test('are united', () => {
    expect(finalizers(['a', 'b'], { finalizers: ['c', 'b'] })).toEqual(['c', 'a', 'b']);
  });

  test('lose what $deleteFromPrimitiveList names', () => {
    expect(finalizers(['a', 'b', 'c'], { '$deleteFromPrimitiveList/finalizers': ['b', 'x'] })).toEqual(['a', 'c']);
  });

  test('take the order of $setElementOrder', () => {
    expect(
      finalizers(['a', 'own', 'b'], { '$setElementOrder/finalizers': ['b', 'c', 'a'], finalizers: ['c'] }),
    ).toEqual(['own', 'b', 'c', 'a']);
  });
});

test.each<[Json, string]>([
  [{ containers: [{ image: '2' }] }, 'map: map[image:2] does not contain declared merge key: name'],
  [{ containers: [{ name: 'a', $patch: 'merge' }] }, 'merging lists cannot yet be specified in the patch'],
  [{ containers: [{ name: 'a', $patch: 'x' }] }, 'unknown patch type: x in map: map[$patch:x name:a]'],
  [{ strategy: { $patch: 'merge' } }, 'unknown patch type: merge in map: map[$patch:merge]'],
  [{ containers: ['a'] }, 'list element types are not identical: [[map[image:1 name:a] map[image:1 name:b]] [a]]'],
  [{ '$setElementOrder/containers': {} }, 'expected a []interface {}, but received a map[string]interface {}'],
  [{ '$setElementOrder.containers': [] }, 'invalid patch format of setElementOrder list'],
  [{ $deleteFromPrimitiveList: [] }, 'invalid patch format of primitive list'],
  [
    { '$setElementOrder/containers': [{ name: 'b' }], containers: [c] },
    "The order in patch list:\n[map[image:1 name:c]]\n doesn't match $setElementOrder list:\n[map[name:b]]\n",
  ],
  [{ '$setElementOrder/nothing': [] }, 'unable to find api field in struct PodSpec for the json field "nothing"'],
  [
    { containersByName: { x: { name: 'a' } } },
    'merging an object in json but data type is not struct, instead is: map',
  ],
])('the patch %j is refused with the words of the reference', (patch, message) => {
  const spec = { containers: [a, b], strategy: {}, containersByName: { x: a } };
  expect(() => patched(spec, patch)).toThrow(expect.objectContaining({ message, code: 400 }));
});

test('lists of lists cannot be merged', () => {
  expect(() =>
    patched({ containers: [a] }, { containers: [[]], '$setElementOrder/containers': [{ name: 'a' }] }),
  ).toThrow();
  const document = { metadata: { finalizers: [['a']] } };
  expect(() => applyStrategicMergePatch(document, { metadata: { finalizers: [['b']] } }, podType, smallSchema)).toThrow(
    expect.objectContaining({ code: 422, reason: 'Invalid' }),
  );
});

test.each<Json>([[], null, 'x'])('%j is no patch', (patch) => {
  expect(() => applyStrategicMergePatch({}, patch, podType, smallSchema)).toThrow(
    expect.objectContaining({
      code: 400,
      message: expect.stringContaining('into Go value of type map[string]interface {}'),
    }),
  );
});
