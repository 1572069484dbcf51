import { expect, test } from 'vitest';
import { behaviours } from './behaviours.ts';
import { kinds } from './index.ts';

const served = kinds.all.flatMap(({ group, version, kind }) => [`${group}/${kind}`, `${group}/${version}/${kind}`]);
const writable = kinds.all.filter(({ verbs }) => verbs.includes('update'));

test('every behaviour belongs to a served kind', () => {
  expect(Object.keys(behaviours).filter((key) => !served.includes(key))).toEqual([]);
});

test('of what is stored either something is enforced or the answer says that nothing is', () => {
  const silent = writable
    .filter(({ behaviour }) => behaviour.validate === undefined && behaviour.unenforced === undefined)
    .map(({ group, kind }) => `${group}/${kind}`);
  expect([...new Set(silent)].sort()).toEqual(['/ServiceAccount']);
});

test('a kind that nothing acts on yet says so', () => {
  expect(kinds.byKind('v1', 'ResourceQuota')?.behaviour.unenforced).toBe(
    'ResourceQuota is stored, but this version does not act on it yet',
  );
  expect(kinds.byKind('v1', 'Pod')?.behaviour.unenforced).toBeUndefined();
});

test('every kind with columns prints as many cells as it has columns', () => {
  const metadata = { name: 'x' };
  const wrong = writable.filter(({ behaviour: { columns }, kind }) => {
    const cells = columns?.cells({ apiVersion: '', kind, metadata }, 0) ?? [];
    return cells.length !== (columns?.definitions.length ?? 0);
  });
  expect(wrong.map(({ kind }) => kind)).toEqual([]);
});
