import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient } from '../harness/api-client.ts';
import { startControlPlane, type TestControlPlane } from '../harness/control-plane.ts';
import { podManifest, podsPath } from '../harness/pods.ts';
import { expectRefusal, type Refusal } from '../harness/refusal.ts';

let controlPlane: TestControlPlane;
let api: ApiClient;

const pods = podsPath('default');
const presentPath = `${pods}/present`;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  api = controlPlane.client();
  await api.create(pods, podManifest('present'));
});
afterAll(() => controlPlane.stop());

describe('a place that is not there', () => {
  const missing = 'the server could not find the requested resource';
  test.each<[string, Refusal]>([
    [
      'a Pod in no namespace',
      {
        method: 'POST',
        path: podsPath('nowhere'),
        sent: { body: podManifest('x') },
        code: 404,
        reason: 'NotFound',
        message: 'namespaces "nowhere" not found',
        details: { name: 'nowhere', kind: 'namespaces' },
      },
    ],
    [
      'a namespace other than the path says',
      {
        method: 'POST',
        path: pods,
        sent: { body: { ...podManifest('x'), metadata: { name: 'x', namespace: 'kube-system' } } },
        code: 400,
        reason: 'BadRequest',
        message: 'the namespace of the provided object does not match the namespace sent on the request',
      },
    ],
    [
      'an object',
      {
        method: 'GET',
        path: '/apis/apps/v1/namespaces/default/deployments/nobody',
        code: 404,
        reason: 'NotFound',
        message: 'deployments.apps "nobody" not found',
        details: { name: 'nobody', group: 'apps', kind: 'deployments' },
      },
    ],
    [
      'a resource of a known version',
      {
        method: 'GET',
        path: '/api/v1/namespaces/default/gizmos',
        code: 404,
        reason: 'NotFound',
        message: missing,
        details: {},
      },
    ],
    [
      'a method of a known resource',
      {
        method: 'POST',
        path: presentPath,
        sent: { body: podManifest('present') },
        code: 405,
        reason: 'MethodNotAllowed',
        message: 'the server does not allow this method on the requested resource',
        details: {},
      },
    ],
    [
      'a collection to create a Pod in',
      {
        method: 'POST',
        path: '/api/v1/pods',
        sent: { body: podManifest('x') },
        code: 405,
        reason: 'MethodNotAllowed',
        message: 'the server does not allow this method on the requested resource',
        details: {},
      },
    ],
  ])('%s', (_, refusal) => expectRefusal(api, refusal));

  test('a group or a path of no kind', async () => {
    for (const path of ['/apis/example.com/v1/gizmos', '/gizmos']) {
      const { code, text, headers } = await api.send('GET', path);
      expect({ code, text, type: headers['content-type'] }).toEqual({
        code: 404,
        text: '404 page not found\n',
        type: 'text/plain; charset=utf-8',
      });
    }
  });
});

describe('a question that cannot be answered', () => {
  const ask = (query: string, message: string): Promise<void> =>
    expectRefusal(api, { method: 'GET', path: `${pods}?${query}`, code: 400, reason: 'BadRequest', message });
  test.each([
    ['a==b==c', "found '==', expected: ',' or 'end of string'"],
    ['a in', "unable to parse requirement: found '' expected: '('"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ])('with the label selector %s', (selector, message) =>
    ask(`labelSelector=${encodeURIComponent(selector)}`, message),
  );

  test('with a field selector that no Pod has', () =>
    ask('fieldSelector=spec.foo=1', 'field label not supported: spec.foo'));

  test('with a field selector that no ConfigMap has', () =>
    expectRefusal(api, {
      method: 'GET',
      path: '/api/v1/configmaps?fieldSelector=spec.foo=1',
      code: 400,
      reason: 'BadRequest',
      message: '"spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
    }));

  test('in a form that there is none of', () =>
    expectRefusal(api, {
      method: 'GET',
      path: pods,
      sent: { accept: 'text/html' },
      code: 406,
      reason: 'NotAcceptable',
      message:
        'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    }));
});

describe('someone who may not ask', () => {
  const unauthorized = { code: 401, reason: 'Unauthorized', message: 'Unauthorized' } as const;
  test.each(['nobody', 'impostor'] as const)('%s', async (identity) => {
    await expectDenied(identity, { method: 'GET', path: pods, ...unauthorized });
    await expectDenied(identity, { method: 'POST', path: pods, sent: { body: podManifest('x') }, ...unauthorized });
    await expectDenied(identity, { method: 'GET', path: '/api', ...unauthorized });
  });

  test('jane, who is not of system:masters', async () => {
    const forbidden = { code: 403, reason: 'Forbidden' } as const;
    await expectDenied('jane', {
      method: 'GET',
      path: pods,
      ...forbidden,
      message: 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
      details: { kind: 'pods' },
    });
    await expectDenied('jane', {
      method: 'DELETE',
      path: presentPath,
      ...forbidden,
      message:
        'pods "present" is forbidden: User "jane" cannot delete resource "pods" in API group "" in the namespace "default"',
      details: { name: 'present', kind: 'pods' },
    });
    await expectDenied('jane', {
      method: 'GET',
      path: '/apis/apps/v1/deployments',
      ...forbidden,
      message:
        'deployments.apps is forbidden: User "jane" cannot list resource "deployments" in API group "apps" at the cluster scope',
      details: { group: 'apps', kind: 'deployments' },
    });
  });

  async function expectDenied(identity: 'nobody' | 'impostor' | 'jane', refusal: Refusal): Promise<void> {
    const before = await api.list('/api/v1/pods');
    const { method, path, sent, ...status } = refusal;
    const answer = await controlPlane.client(identity).send(method, path, sent);
    const { code, reason, message, details } = JSON.parse(answer.text);
    expect({ code, reason, message, ...(details !== undefined && { details }) }).toEqual(status);
    expect(await api.list('/api/v1/pods')).toEqual(before);
  }
});
