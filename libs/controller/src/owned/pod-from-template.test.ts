import { expect, test } from 'vitest';
import { podFromTemplate } from './pod-from-template.ts';

const template = { metadata: { labels: { app: 'web' }, name: 'ignored' }, spec: { containers: [{ name: 'web' }] } };
const owner = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { namespace: 'shop', name, uid: 'u' },
});

test('a Pod has what the template says, and an owner', () => {
  const { metadata, spec } = podFromTemplate(template, owner('web'));
  expect(metadata).toMatchObject({ namespace: 'shop', generateName: 'web-', labels: { app: 'web' } });
  expect(metadata.name).toBeUndefined();
  expect(metadata.ownerReferences).toEqual([
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true, blockOwnerDeletion: true },
  ]);
  expect(spec).toEqual(template.spec);
});
