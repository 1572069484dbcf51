import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { namespaceBehaviour as behaviour } from './behaviour.ts';

function namespace(fields: object = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' }, ...fields };
}

const terminating = { metadata: { name: 'team', deletionTimestamp: '2026-01-01T00:00:00Z' } };

test('a new namespace is active, labelled with its name, and held by Kubernetes', () => {
  const object = namespace({ spec: { finalizers: ['example.com/mine'] }, status: { phase: 'Terminating' } });
  behaviour.applyDefaults?.(object);
  behaviour.prepareCreate?.(object);
  expect(object).toEqual({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'team', labels: { 'kubernetes.io/metadata.name': 'team' } },
    spec: { finalizers: ['example.com/mine', 'kubernetes'] },
    status: { phase: 'Active' },
  });
});

test('its finalizers change through finalize alone', () => {
  const previous = namespace({ spec: { finalizers: ['kubernetes'] }, status: { phase: 'Terminating' } });
  const updated = namespace({ spec: { finalizers: [] } });
  behaviour.prepareUpdate?.(updated, previous);
  expect(updated.spec).toEqual({ finalizers: ['kubernetes'] });
  const finalized = namespace({ spec: { finalizers: [] }, status: { phase: 'Active' } });
  behaviour.subresources?.finalize?.prepareUpdate(finalized, previous);
  expect(finalized).toEqual(namespace({ spec: { finalizers: [] }, status: { phase: 'Terminating' } }));
});

test("a finalizer that is nobody's is refused", () => {
  const object = namespace({ spec: { finalizers: ['mine'] } });
  const why = 'Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified';
  expect(textsOf(behaviour.validate?.(object) ?? [])).toEqual([`spec.finalizers: ${why}`]);
  const errors = behaviour.subresources?.finalize?.validateUpdate(object, namespace()) ?? [];
  expect(textsOf(errors)).toEqual([`spec.finalizers[0]: ${why}`]);
});

test('its phase says whether it is being deleted, and nothing else', () => {
  const check = (object: KubernetesObject) => textsOf(behaviour.validateStatusUpdate?.(object, namespace()) ?? []);
  expect(check(namespace({ status: { phase: 'Active' } }))).toEqual([]);
  expect(check(namespace({ status: { phase: 'Terminating' } }))).toEqual([
    `status.Phase: Invalid value: "Terminating": may only be 'Active' if \`deletionTimestamp\` is empty`,
  ]);
  expect(check(namespace({ ...terminating, status: { phase: 'Active' } }))).toEqual([
    `status.Phase: Invalid value: "Active": may only be 'Terminating' if \`deletionTimestamp\` is not empty`,
  ]);
});

test('deletion begins with the phase and ends with the last finalizer', () => {
  const object = namespace({ spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } });
  behaviour.beginDeletion?.(object);
  expect(object.status).toEqual({ phase: 'Terminating' });
  expect(behaviour.deletable?.(object)).toBe(false);
  expect(behaviour.deletable?.(namespace({ spec: {} }))).toBe(true);
});
