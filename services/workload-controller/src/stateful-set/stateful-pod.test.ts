import type { StatefulSet } from '@flotilla/kinds/apps/v1';
import { expect, test } from 'vitest';
import { splitOrdinal } from './identity.ts';
import { claimsOf, statefulPod } from './stateful-pod.ts';
import { viewStatefulSet } from './stateful-set-view.ts';

const volumes = [
  { name: 'data', emptyDir: {} },
  { name: 'cache', emptyDir: {} },
];
const template = {
  metadata: { labels: { app: 'db' } },
  spec: { containers: [{ name: 'main', image: 'db:1' }], volumes },
};
const object: StatefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { namespace: 'team', name: 'db', uid: 'u' },
  spec: {
    selector: { matchLabels: { app: 'db' } },
    serviceName: 'peers',
    template,
    volumeClaimTemplates: [
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', labels: { tier: 'x' } }, spec: {} },
    ],
  },
};

test('a Pod bears its number in name, host name and labels, and has its claims in place of volumes of their names', () => {
  const pod = statefulPod(viewStatefulSet(object), { ordinal: 3, template, revision: 'db-abc' });
  expect(pod.metadata).toMatchObject({
    namespace: 'team',
    name: 'db-3',
    labels: {
      app: 'db',
      'apps.kubernetes.io/pod-index': '3',
      'statefulset.kubernetes.io/pod-name': 'db-3',
      'controller-revision-hash': 'db-abc',
    },
  });
  expect(pod.metadata).not.toHaveProperty('generateName');
  expect(pod.spec).toMatchObject({ hostname: 'db-3', subdomain: 'peers' });
  expect(pod.spec?.volumes).toEqual([
    { name: 'data', persistentVolumeClaim: { claimName: 'data-db-3' } },
    { name: 'cache', emptyDir: {} },
  ]);
});

test('a claim is named after its template and its Pod, and found by the labels of the set', () => {
  expect(claimsOf(viewStatefulSet(object), 3, undefined)).toMatchObject([
    { metadata: { namespace: 'team', name: 'data-db-3', labels: { tier: 'x', app: 'db' } } },
  ]);
});

test.each([
  ['web-0', { parent: 'web', ordinal: 0 }],
  ['a-b-12', { parent: 'a-b', ordinal: 12 }],
  ['web-01', undefined],
  ['web', undefined],
  ['web-99999999999', undefined],
])('%s: %j', (name, expected) => {
  expect(splitOrdinal(name)).toEqual(expected);
});
