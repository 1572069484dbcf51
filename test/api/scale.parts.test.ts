import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '../harness/api-client.ts';
import { startControlPlane, type TestControlPlane } from '../harness/control-plane.ts';
import { expectRefusal } from '../harness/refusal.ts';

let controlPlane: TestControlPlane;
let api: ApiClient;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  api = controlPlane.client();
});
afterAll(() => controlPlane.stop());

const merge = 'application/merge-patch+json';
const deployments = '/apis/apps/v1/namespaces/default/deployments';

const template = (app: string) => ({
  metadata: { labels: { app, tier: 'front' } },
  spec: { containers: [{ name: 'main', image: 'example.org/app:1' }] },
});

/** Each with its selector and the text that its scale shows of it. */
const scalable = [
  { path: deployments, selector: { matchLabels: { app: 'web' } }, text: 'app=web' },
  {
    path: '/apis/apps/v1/namespaces/default/replicasets',
    selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
    text: 'app in (web)',
  },
  {
    path: '/apis/apps/v1/namespaces/default/statefulsets',
    selector: { matchLabels: { tier: 'front', app: 'web' } },
    text: 'app=web,tier=front',
  },
  { path: '/api/v1/namespaces/default/replicationcontrollers', selector: undefined, text: 'app=web,tier=front' },
];

const create = (path: string, name: string, selector: object | undefined): Promise<unknown> =>
  api.create(path, { metadata: { name }, spec: { replicas: 2, selector, template: template('web') } });

async function send(method: 'PUT' | 'PATCH', path: string, body: object): Promise<unknown> {
  const contentType = method === 'PUT' ? 'application/json' : merge;
  return JSON.parse((await api.send(method, path, { body, contentType })).text);
}

test.each(scalable)('$path are read and written in one form', async ({ path, selector, text }) => {
  await create(path, 'web', selector);
  const read = await api.get<object>(`${path}/web/scale`);
  expect(read).toMatchObject({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name: 'web', namespace: 'default', uid: expect.any(String), resourceVersion: expect.any(String) },
    spec: { replicas: 2 },
    status: { replicas: 0, selector: text },
  });
  const written = await send('PUT', `${path}/web/scale`, { ...read, spec: { replicas: 5 } });
  expect(written).toMatchObject({ kind: 'Scale', spec: { replicas: 5 } });
  expect(await send('PATCH', `${path}/web/scale`, { spec: { replicas: 0 } })).toHaveProperty('spec', {});
  expect(await api.get(`${path}/web`)).toMatchObject({
    metadata: { generation: 3 },
    spec: { replicas: 0, template: template('web') },
  });
});

test('a number below nothing is refused', async () => {
  await create(deployments, 'negative', { matchLabels: { app: 'web' } });
  const message = 'Invalid value: -1: must be greater than or equal to 0';
  await expectRefusal(api, {
    method: 'PATCH',
    path: `${deployments}/negative/scale`,
    sent: { body: { spec: { replicas: -1 } }, contentType: merge },
    code: 422,
    reason: 'Invalid',
    message: `Scale.autoscaling "negative" is invalid: spec.replicas: ${message}`,
    details: {
      name: 'negative',
      group: 'autoscaling',
      kind: 'Scale',
      causes: [{ reason: 'FieldValueInvalid', message, field: 'spec.replicas' }],
    },
  });
});

test('what is not there cannot be scaled', () =>
  expectRefusal(api, {
    method: 'PATCH',
    path: `${deployments}/missing/scale`,
    sent: { body: { spec: { replicas: 1 } }, contentType: merge },
    code: 404,
    reason: 'NotFound',
    message: 'deployments/scale.apps "missing" not found',
    details: { name: 'missing', group: 'apps', kind: 'deployments/scale' },
  }));

test('a version that is past is refused', async () => {
  await create(deployments, 'stale', { matchLabels: { app: 'web' } });
  const old = { metadata: { resourceVersion: '1' }, spec: { replicas: 1 } };
  expect(await send('PATCH', `${deployments}/stale/scale`, old)).toMatchObject({ code: 409, reason: 'Conflict' });
});
