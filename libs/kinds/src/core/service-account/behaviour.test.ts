import { expect, test } from 'vitest';
import { serviceAccountBehaviour as behaviour } from './behaviour.ts';

test('only the names of its Secrets are kept', () => {
  const object = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'robot' },
    secrets: [{ kind: 'Secret', name: 'token', namespace: 'elsewhere' }],
  };
  behaviour.prepareCreate?.(object);
  expect(object.secrets).toEqual([{ name: 'token' }]);
});

test('an annotation of the past is worth a warning', () => {
  const annotations = { 'kubernetes.io/enforce-mountable-secrets': 'true' };
  const object = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', annotations } };
  expect(behaviour.warnings?.(object)).toEqual([
    'metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets',
  ]);
});
