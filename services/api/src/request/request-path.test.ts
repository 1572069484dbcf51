import { expect, test } from 'vitest';
import { parseRequestPath } from './request-path.ts';

const bare = { group: '', version: 'v1', namespace: '', name: '', subresource: '', rest: [] };

test.each([
  ['/api/v1/nodes', { ...bare, resource: 'nodes' }],
  ['/api/v1/nodes/n1', { ...bare, resource: 'nodes', name: 'n1' }],
  ['/api/v1/namespaces', { ...bare, resource: 'namespaces' }],
  ['/api/v1/namespaces/a', { ...bare, resource: 'namespaces', name: 'a' }],
  ['/api/v1/namespaces/a/status', { ...bare, resource: 'namespaces', name: 'a', subresource: 'status' }],
  ['/api/v1/namespaces/a/finalize', { ...bare, resource: 'namespaces', name: 'a', subresource: 'finalize' }],
  ['/api/v1/namespaces/a/pods', { ...bare, resource: 'pods', namespace: 'a' }],
  ['/api/v1/namespaces/a/pods/p/log', { ...bare, resource: 'pods', namespace: 'a', name: 'p', subresource: 'log' }],
  [
    '/api/v1/namespaces/a/pods/p/proxy/x/y',
    { ...bare, resource: 'pods', namespace: 'a', name: 'p', subresource: 'proxy', rest: ['x', 'y'] },
  ],
  ['/apis/apps/v1/deployments', { ...bare, group: 'apps', resource: 'deployments' }],
  [
    '/apis/apps/v1/namespaces/a/deployments/d',
    { ...bare, group: 'apps', resource: 'deployments', namespace: 'a', name: 'd' },
  ],
  ['/api/v1/nodes/a%2Fb', { ...bare, resource: 'nodes', name: 'a/b' }],
  ['/api/v1/nodes/%zz', { ...bare, resource: 'nodes', name: '%zz' }],
])('%s names what it says', (path, expected) => {
  expect(parseRequestPath(path)).toEqual(expected);
});

test.each(['/', '/api', '/api/v1', '/apis/apps', '/apis/apps/v1', '/healthz'])('%s names no resource', (path) => {
  expect(parseRequestPath(path)).toBeUndefined();
});
