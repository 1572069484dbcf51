import { expect, test } from 'vitest';
import { authorize } from './authorize.ts';

const jane = { name: 'jane', groups: ['system:authenticated'] };
const attempt = { verb: 'list', group: '', resource: 'pods', subresource: '', namespace: 'default', name: '' };

test('masters may do anything', () => {
  expect(() => authorize({ name: 'admin', groups: ['system:masters'] }, attempt)).not.toThrow();
});

test.each([
  [attempt, 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"'],
  [
    { ...attempt, verb: 'get', group: 'apps', resource: 'deployments', subresource: 'scale', name: 'd' },
    'deployments.apps "d" is forbidden: User "jane" cannot get resource "deployments/scale" in API group "apps" in the namespace "default"',
  ],
  [
    { ...attempt, resource: 'nodes', namespace: '' },
    'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope',
  ],
])('everyone else is told what they may not do', (denied, message) => {
  expect(() => authorize(jane, denied)).toThrow(expect.objectContaining({ code: 403, reason: 'Forbidden', message }));
});
