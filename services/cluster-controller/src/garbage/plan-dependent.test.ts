import { expect, test } from 'vitest';
import type { MetadataView } from './metadata-view.ts';
import { isUnblocked, type JudgedOwner, type OwnerState, planDependent } from './plan-dependent.ts';

const object: MetadataView = { uid: 'self', owners: [], isTerminating: false, awaits: 'nothing' };
const ending: MetadataView = { ...object, isTerminating: true, awaits: 'dependents' };

const reference = (uid: string) => ({ apiVersion: 'v1', kind: 'Pod', name: uid, uid, blockOwnerDeletion: true });
const owners = (...states: OwnerState[]): JudgedOwner[] =>
  states.map((state, index) => ({ reference: reference(`owner-${index}`), state }));

test('what has no owner, or only owners that are there, stays', () => {
  expect(planDependent(object, [], [])).toEqual({ type: 'keep' });
  expect(planDependent(object, owners('solid', 'solid'), [])).toEqual({ type: 'keep' });
});

test('what is going already is left alone', () => {
  expect(planDependent(ending, owners('absent'), [])).toEqual({ type: 'keep' });
});

test('while one owner is there, only the references to the others go', () => {
  expect(planDependent(object, owners('absent', 'solid', 'waiting'), [])).toEqual({
    type: 'unlink',
    uids: ['owner-0', 'owner-2'],
  });
});

test('what nobody owns any more goes, in the way that its finalizers say', () => {
  const plan = (awaits: MetadataView['awaits']) => planDependent({ ...object, awaits }, owners('absent'), []);
  expect(plan('nothing')).toEqual({ type: 'delete', policy: 'Background', unblocks: false });
  expect(plan('orphaning')).toMatchObject({ policy: 'Orphan' });
  expect(plan('dependents')).toMatchObject({ policy: 'Foreground' });
});

test('what a waiting owner waits for lets its own dependents go first', () => {
  expect(planDependent(object, owners('waiting'), [object])).toMatchObject({ policy: 'Foreground', unblocks: false });
  expect(planDependent(object, owners('waiting'), [])).toMatchObject({ policy: 'Background' });
});

test('objects that own each other in a circle do not wait for each other', () => {
  expect(planDependent(object, owners('waiting'), [ending])).toMatchObject({ policy: 'Foreground', unblocks: true });
});

test('an owner waits for those dependents that say so', () => {
  const blocking = { ...object, owners: [reference('owner')] };
  const free = { ...object, owners: [{ ...reference('owner'), blockOwnerDeletion: false }] };
  expect(isUnblocked('owner', [free, blocking])).toBe(false);
  expect(isUnblocked('owner', [free])).toBe(true);
  expect(isUnblocked('another', [blocking])).toBe(true);
});
