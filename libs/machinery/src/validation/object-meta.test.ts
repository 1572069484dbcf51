import { expect, test } from 'vitest';
import type { ObjectMeta } from '../object.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';

const rules = { namespaced: true, nameRule: 'dns-label' } as const;
const metadata: ObjectMeta = { name: 'web', namespace: 'default', resourceVersion: '1' };

function errorsOf(changes: Partial<ObjectMeta>, against = rules as Parameters<typeof validateObjectMeta>[1]): string[] {
  return validateObjectMeta({ ...metadata, ...changes }, against).map(({ field, message }) => `${field}: ${message}`);
}

function updateErrorsOf(next: Partial<ObjectMeta>, previous: Partial<ObjectMeta> = {}): string[] {
  return validateObjectMetaUpdate({ ...metadata, ...next }, { ...metadata, ...previous }).map(
    ({ field, message }) => `${field}: ${message}`,
  );
}

test('whole metadata is right', () => {
  expect(
    errorsOf({
      labels: { app: 'web' },
      annotations: { 'Example.com/Any': '☂' },
      finalizers: ['example.com/a'],
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'a', uid: 'u', controller: true }],
    }),
  ).toEqual([]);
});

test('a name and a namespace are required', () => {
  expect(errorsOf({ name: '', namespace: '' })).toEqual([
    'metadata.name: Required value: name or generateName is required',
    'metadata.namespace: Required value',
  ]);
});

test('an object of a cluster-scoped kind has no namespace', () => {
  expect(errorsOf({}, { namespaced: false, nameRule: 'dns-subdomain' })).toEqual([
    'metadata.namespace: Forbidden: not allowed on this type',
  ]);
});

test('names follow the rule of their kind', () => {
  expect(errorsOf({ name: 'a.b' })).toEqual(['metadata.name: Invalid value: "a.b": must not contain dots']);
  expect(errorsOf({ name: 'a.b' }, { namespaced: true, nameRule: 'dns-subdomain' })).toEqual([]);
  expect(errorsOf({ generateName: 'a.b-' })).toEqual([
    'metadata.generateName: Invalid value: "a.b-": must not contain dots',
  ]);
});

test('annotations are at most 256 KiB together', () => {
  expect(errorsOf({ annotations: { a: 'x'.repeat(256 * 1024 - 1) } })).toEqual([]);
  expect(errorsOf({ annotations: { a: 'x'.repeat(256 * 1024) } })).toEqual([
    'metadata.annotations: Too long: may not be more than 262144 bytes',
  ]);
});

test('an owner is named whole, is no Event, and only one is a controller', () => {
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'u', controller: true };
  expect(errorsOf({ ownerReferences: [{ ...owner, apiVersion: 'apps/', name: '' }] })).toEqual([
    'metadata.ownerReferences.apiVersion: Invalid value: "apps/": version must not be empty',
    'metadata.ownerReferences.name: Invalid value: "": must not be empty',
  ]);
  expect(errorsOf({ ownerReferences: [{ ...owner, kind: 'Event' }] })[0]).toContain(
    '/v1, Kind=Event is disallowed from being an owner',
  );
  expect(errorsOf({ ownerReferences: [owner, { ...owner, name: 'b' }] })[0]).toContain(
    'Only one reference can have Controller set to true. Found "true" in references for Pod/a and Pod/b',
  );
});

test('the two finalizers of garbage collection exclude each other', () => {
  expect(errorsOf({ finalizers: ['orphan', 'foregroundDeletion'] })).toEqual([
    'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
  ]);
});

test("a finalizer says whose it is, unless it is one of Kubernetes' own", () => {
  expect(errorsOf({ finalizers: ['kubernetes', 'mine'] })).toEqual([
    'metadata.finalizers[1]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
  ]);
});

test('an update says which version it changes', () => {
  expect(updateErrorsOf({ resourceVersion: '' })).toEqual([
    'metadata.resourceVersion: Invalid value: "": must be specified for an update',
  ]);
});

test('identity never changes', () => {
  expect(updateErrorsOf({ name: 'b', namespace: 'b', uid: 'b' }, { uid: 'a' })).toEqual([
    'metadata.name: Invalid value: "b": field is immutable',
    'metadata.namespace: Invalid value: "b": field is immutable',
    'metadata.uid: Invalid value: "b": field is immutable',
  ]);
  expect(updateErrorsOf({}, { creationTimestamp: '2026-01-02T03:04:05Z' })).toEqual([
    'metadata.creationTimestamp: Invalid value: null: field is immutable',
  ]);
});

test('a generation never falls', () => {
  expect(updateErrorsOf({ generation: 1 }, { generation: 2 })).toEqual([
    'metadata.generation: Invalid value: 1: must not be decremented',
  ]);
});

test('an object that is being deleted takes no new finalizers, but may lose some', () => {
  const previous = { deletionTimestamp: '2026-01-02T03:04:05Z', finalizers: ['a/a'] };
  const { deletionTimestamp } = previous;
  expect(updateErrorsOf({ deletionTimestamp, finalizers: [] }, previous)).toEqual([]);
  expect(updateErrorsOf({ deletionTimestamp, finalizers: ['c/c', 'a/a', 'b/b'] }, previous)).toEqual([
    'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"b/b", "c/c"}',
  ]);
});
