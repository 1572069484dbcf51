import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '../harness/api-client.ts';
import { startControlPlane, type TestControlPlane } from '../harness/control-plane.ts';
import { expectRefusal, type Refusal } from '../harness/refusal.ts';

let controlPlane: TestControlPlane;
let api: ApiClient;
const pods = '/api/v1/namespaces/default/pods';

beforeAll(async () => {
  controlPlane = await startControlPlane();
  api = controlPlane.client();
});
afterAll(() => controlPlane.stop());

interface Condition {
  readonly type: string;
  readonly reason: string;
}

interface Pod {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string; readonly deletionTimestamp?: string };
  readonly status: { readonly conditions?: readonly Condition[] };
}

/** Bound, so that it ends in its own time, which nobody tells here. */
const createPod = (name: string) =>
  api.create(pods, { metadata: { name }, spec: { nodeName: 'n1', containers: [{ name: 'main', image: 'web:1' }] } });

const read = (name: string) => api.get<Pod>(`${pods}/${name}`);

const evictionOf = (name: string, deleteOptions: object = {}) => ({
  body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, deleteOptions },
});

const evict = async (name: string, deleteOptions?: object) => {
  const answer = await api.send('POST', `${pods}/${name}/eviction`, evictionOf(name, deleteOptions));
  return { code: answer.code, status: JSON.parse(answer.text) };
};

const success = { code: 201, status: expect.objectContaining({ kind: 'Status', status: 'Success' }) };

const refused = (name: string, refusal: Pick<Refusal, 'sent' | 'code' | 'reason' | 'message' | 'details'>) =>
  expectRefusal(api, { method: 'POST', path: `${pods}/${name}/eviction`, ...refusal });

test('a Pod says that it is evicted before it begins to end', async () => {
  await createPod('evicted');
  const { resourceVersion } = (await api.list(pods)).metadata;
  expect(await evict('evicted')).toEqual(success);
  const watching = await api.watch(`${pods}?watch=true&resourceVersion=${resourceVersion}`);
  await watching.until('it is to end', ({ object }) => object.metadata.deletionTimestamp !== undefined);
  watching.close();
  const seen = watching.events.map(({ object }) => object as unknown as Pod);
  const reasons = ({ status }: Pod) => status.conditions?.flatMap(({ type, reason }) => `${type}: ${reason}`);
  expect(seen.map((pod) => [reasons(pod), pod.metadata.deletionTimestamp !== undefined])).toEqual([
    [['DisruptionTarget: EvictionByEvictionAPI'], false],
    [['DisruptionTarget: EvictionByEvictionAPI'], true],
  ]);
});

test('a Pod that nobody runs yet is gone at once', async () => {
  await api.create(pods, { metadata: { name: 'unbound' }, spec: { containers: [{ name: 'main', image: 'web:1' }] } });
  expect(await evict('unbound')).toEqual(success);
  expect((await api.send('GET', `${pods}/unbound`)).code).toBe(404);
});

test.each([
  ['the request', '?dryRun=All', {}],
  ["the eviction's own options", '', { dryRun: ['All'] }],
])('a dry run in %s changes nothing', async (where, query, deleteOptions) => {
  const name = `dry-${query ? 'request' : 'options'}`;
  await createPod(name);
  const before = await read(name);
  const { code } = await api.send('POST', `${pods}/${name}/eviction${query}`, evictionOf(name, deleteOptions));
  expect(code, where).toBe(201);
  expect(await read(name)).toEqual(before);
});

test('an Eviction must name its Pod', async () => {
  await createPod('named');
  for (const name of ['other', '']) {
    await refused('named', {
      sent: evictionOf(name),
      code: 400,
      reason: 'BadRequest',
      message: 'name in URL does not match name in Eviction object',
    });
  }
});

test('a Pod that is not there cannot be evicted', () =>
  refused('nobody', {
    sent: evictionOf('nobody'),
    code: 404,
    reason: 'NotFound',
    message: 'pods "nobody" not found',
    details: { name: 'nobody', kind: 'pods' },
  }));

test.each(['uid', 'resourceVersion'])(
  'a Pod of another %s is left alone, and says nothing of an end',
  async (field) => {
    const name = `other-${field.toLowerCase()}`;
    await createPod(name);
    await refused(name, {
      sent: evictionOf(name, { preconditions: { [field]: '1' } }),
      code: 409,
      reason: 'Conflict',
      message: / in the precondition \(1\) does not match the .* in record /,
      details: { name, kind: 'Pod' },
    });
  },
);

test('a Pod that is the one, and as it was seen, is evicted', async () => {
  await createPod('seen');
  const { uid, resourceVersion } = (await read('seen')).metadata;
  expect(await evict('seen', { preconditions: { uid, resourceVersion }, gracePeriodSeconds: 0 })).toEqual(success);
  expect((await api.send('GET', `${pods}/seen`)).code).toBe(404);
});
