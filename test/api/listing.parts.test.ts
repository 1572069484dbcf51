import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient, ApiList } from '../harness/api-client.ts';
import { startControlPlane, type TestControlPlane } from '../harness/control-plane.ts';
import { configMapsPath, createConfigMap, createNamespace } from '../harness/objects.ts';
import { expectRefusal } from '../harness/refusal.ts';

let controlPlane: TestControlPlane;
let api: ApiClient;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  api = controlPlane.client();
});
afterAll(() => controlPlane.stop());

const namesOf = ({ items }: ApiList): string[] => items.map(({ metadata }) => metadata.name);
const numbered = (index: number): string => `n${String(index).padStart(2, '0')}`;

async function fill(namespace: string): Promise<string> {
  await createNamespace(api, namespace);
  for (let index = 0; index < 10; index++) await createConfigMap(api, namespace, numbered(index), { data: { v: '1' } });
  return configMapsPath(namespace);
}

test('pages are of the revision of the first one, whatever is written meanwhile', async () => {
  const path = await fill('paged');
  const first = await api.list(`${path}?limit=4`);
  expect(namesOf(first)).toEqual(['n00', 'n01', 'n02', 'n03']);
  expect(first.metadata).toMatchObject({ remainingItemCount: 6 });

  await api.send('DELETE', `${path}/n05`);
  await createConfigMap(api, 'paged', 'n055');
  const contentType = 'application/merge-patch+json';
  await api.send('PATCH', `${path}/n06`, { body: { data: { v: '2' } }, contentType });

  const second = await api.list(`${path}?limit=4&continue=${first.metadata.continue}`);
  expect(namesOf(second)).toEqual(['n04', 'n05', 'n06', 'n07']);
  expect(second.items[2]).toMatchObject({ data: { v: '1' } });
  expect(second.metadata).toMatchObject({ resourceVersion: first.metadata.resourceVersion, remainingItemCount: 2 });

  const last = await api.list(`${path}?limit=4&continue=${second.metadata.continue}`);
  expect(namesOf(last)).toEqual(['n08', 'n09']);
  expect(last.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });

  expect(namesOf(await api.list(path))).toEqual([
    'n00',
    'n01',
    'n02',
    'n03',
    'n04',
    'n055',
    'n06',
    'n07',
    'n08',
    'n09',
  ]);
});

test('a listing can be of an exact revision, and of one that is not older', async () => {
  const path = await fill('exact');
  const { resourceVersion } = (await api.list(path)).metadata;
  await api.send('DELETE', `${path}/n00`);
  const exact = await api.list(`${path}?resourceVersionMatch=Exact&resourceVersion=${resourceVersion}`);
  expect(namesOf(exact)[0]).toBe('n00');
  expect(exact.metadata.resourceVersion).toBe(resourceVersion);
  const newer = await api.list(`${path}?resourceVersionMatch=NotOlderThan&resourceVersion=${resourceVersion}`);
  expect(Number(newer.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(resourceVersion));
});

test('a selector is applied before the limit', async () => {
  const namespace = await createNamespace(api, 'selected');
  const path = configMapsPath(namespace);
  for (let index = 0; index < 6; index++) {
    await createConfigMap(api, namespace, numbered(index), { labels: { even: String(index % 2 === 0) } });
  }
  const first = await api.list(`${path}?limit=2&labelSelector=even%3Dtrue`);
  expect(namesOf(first)).toEqual(['n00', 'n02']);
  expect(first.metadata).not.toHaveProperty('remainingItemCount');
  const rest = await api.list(`${path}?limit=2&labelSelector=even%3Dtrue&continue=${first.metadata.continue}`);
  expect(namesOf(rest)).toEqual(['n04']);
});

test('a page whose revision is forgotten is refused, with a token for the rest as it is now', async () => {
  const path = await fill('forgotten');
  const first = await api.list(`${path}?limit=4`);
  await api.send('DELETE', `${path}/n05`);
  await controlPlane.restartApi();
  const answer = await api.send('GET', `${path}?limit=4&continue=${first.metadata.continue}`);
  expect(JSON.parse(answer.text)).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: { continue: expect.any(String) },
    status: 'Failure',
    code: 410,
    reason: 'Expired',
    message:
      'The provided continue parameter is too old to display a consistent list result. You can start a new list ' +
      'without the continue parameter, or use the continue token in this response to retrieve the remainder of the ' +
      'results. Continuing with the provided token results in an inconsistent list - objects that were created, ' +
      'modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  });
  const rest = await api.list(`${path}?continue=${JSON.parse(answer.text).metadata.continue}`);
  expect(namesOf(rest)).toEqual(['n04', 'n06', 'n07', 'n08', 'n09']);
});

test('a token and a revision that are none are refused', async () => {
  await expectRefusal(api, {
    method: 'GET',
    path: `${configMapsPath('default')}?limit=1&continue=nonsense`,
    code: 400,
    reason: 'BadRequest',
    message: /^continue key is not valid/,
  });
  const { resourceVersion } = (await api.list('/api/v1/configmaps')).metadata;
  const future = Number(resourceVersion) + 1000;
  await expectRefusal(api, {
    method: 'GET',
    path: `${configMapsPath('default')}?resourceVersionMatch=NotOlderThan&resourceVersion=${future}`,
    code: 504,
    reason: 'Timeout',
    message: new RegExp(`^Timeout: Too large resource version: ${future}, current: \\d+$`),
    details: {
      retryAfterSeconds: 1,
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    },
  });
});
