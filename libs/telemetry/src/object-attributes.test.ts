import { expect, test } from 'vitest';
import { objectAttributes } from './object-attributes.ts';

test('a Pod is named by its id and by the semantic conventions', () => {
  expect(objectAttributes({ resource: 'pods', namespace: 'default', name: 'hello' }, 'create')).toEqual({
    'flotilla.object': 'pods:default/hello',
    'flotilla.verb': 'create',
    'k8s.namespace.name': 'default',
    'k8s.pod.name': 'hello',
  });
});

test('an object without a namespace, of a resource that the conventions do not know, has its id alone', () => {
  const key = { resource: 'clusterroles.rbac.authorization.k8s.io', namespace: '', name: 'admin' };
  expect(objectAttributes(key, 'delete')).toEqual({
    'flotilla.object': 'clusterroles.rbac.authorization.k8s.io:admin',
    'flotilla.verb': 'delete',
  });
});
