import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient } from '../harness/api-client.ts';
import { startControlPlane, type TestControlPlane } from '../harness/control-plane.ts';
import { configMapsPath, createConfigMap, createNamespace, label, revisionsOf, told } from '../harness/objects.ts';
import { podManifest, podsPath, reportRunning } from '../harness/pods.ts';
import { expectRefusal } from '../harness/refusal.ts';
import type { Watch } from '../harness/watch.ts';

let controlPlane: TestControlPlane;
let api: ApiClient;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  api = controlPlane.client();
});
afterAll(() => controlPlane.stop());

const named = (type: string, name: string) => (event: Watch['events'][number]) =>
  event.type === type && event.object.metadata.name === name;

describe('where a watch begins', () => {
  let namespace: string;
  const watch = (query: string) => api.watch(`${configMapsPath(namespace)}?watch=true&${query}`);
  let revisions: string[];

  beforeAll(async () => {
    namespace = await createNamespace(api, 'beginnings');
    const made = [];
    for (const name of ['a', 'b', 'c']) made.push(await createConfigMap(api, namespace, name));
    revisions = made.map(({ metadata }) => metadata.resourceVersion);
    await api.send('DELETE', `${configMapsPath(namespace)}/b`);
  });

  test('at a revision: with what came after it', async () => {
    const watching = await watch(`resourceVersion=${revisions[0]}`);
    await watching.until('b is gone', named('DELETED', 'b'));
    expect(told(watching)).toEqual(['ADDED b', 'ADDED c', 'DELETED b']);
    expect(revisionsOf(watching)).toEqual([...revisions.slice(1).map(Number), Number(revisions[2]) + 1]);
    watching.close();
  });

  test.each(['', 'resourceVersion=0', 'resourceVersion='])('with «%s»: with the present state', async (query) => {
    const watching = await watch(query);
    const later = await createConfigMap(api, namespace, `later-${Date.now()}`);
    await watching.until('the later one', named('ADDED', later.metadata.name));
    await api.send('DELETE', `${configMapsPath(namespace)}/${later.metadata.name}`);
    await watching.until('its end', named('DELETED', later.metadata.name));
    const { name } = later.metadata;
    expect(told(watching)).toEqual(['ADDED a', 'ADDED c', `ADDED ${name}`, `DELETED ${name}`]);
    watching.close();
  });

  test('with sendInitialEvents: with the present state, and a bookmark at its end', async () => {
    const watching = await watch('sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true');
    const end = await watching.until('the end of the initial events', ({ type }) => type === 'BOOKMARK');
    expect(told(watching).slice(0, 2)).toEqual(['ADDED a', 'ADDED c']);
    expect(watching.events).toHaveLength(3);
    expect(end.object).toEqual({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: {
        creationTimestamp: null,
        resourceVersion: (await api.list(configMapsPath(namespace))).metadata.resourceVersion,
        annotations: { 'k8s.io/initial-events-end': 'true' },
      },
    });
    watching.close();
  });

  test('with sendInitialEvents=false and no revision: now', async () => {
    const watching = await watch('sendInitialEvents=false&resourceVersionMatch=NotOlderThan');
    const { metadata } = await createConfigMap(api, namespace, 'now');
    await watching.until('the new one', named('ADDED', 'now'));
    expect(revisionsOf(watching)).toEqual([Number(metadata.resourceVersion)]);
    watching.close();
  });

  test('with sendInitialEvents but no resourceVersionMatch: nowhere', () =>
    expectRefusal(api, {
      method: 'GET',
      path: `${configMapsPath(namespace)}?watch=true&sendInitialEvents=true`,
      code: 422,
      reason: 'Invalid',
      message:
        'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents ' +
        'requires setting resourceVersionMatch to NotOlderThan',
      details: {
        group: 'meta.k8s.io',
        kind: 'ListOptions',
        causes: [
          {
            reason: 'FieldValueForbidden',
            message: 'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
            field: 'resourceVersionMatch',
          },
        ],
      },
    }));
});

describe('what a watch sees', () => {
  test('is what its labels select: what comes in is added, what leaves is deleted as it was', async () => {
    const namespace = await createNamespace(api, 'labels');
    const watching = await api.watch(`${configMapsPath(namespace)}?watch=true&labelSelector=colour%3Dred`);
    const path = `${configMapsPath(namespace)}/one`;
    await createConfigMap(api, namespace, 'one', { labels: { colour: 'blue' } });
    await label(api, path, { colour: 'red' });
    await label(api, path, { size: 'big' });
    const left = await label(api, path, { colour: 'green' });
    await createConfigMap(api, namespace, 'last', { labels: { colour: 'red' } });
    await watching.until('the last one', named('ADDED', 'last'));
    expect(told(watching)).toEqual(['ADDED one', 'MODIFIED one', 'DELETED one', 'ADDED last']);
    expect(watching.events[2]?.object.metadata).toMatchObject({
      labels: { colour: 'red', size: 'big' },
      resourceVersion: left.metadata.resourceVersion,
    });
    watching.close();
  });

  test('is what its fields select', async () => {
    const namespace = await createNamespace(api, 'fields');
    const pending = await api.watch(`${podsPath(namespace)}?watch=true&fieldSelector=status.phase%3DPending`);
    const running = await api.watch(`${podsPath(namespace)}?watch=true&fieldSelector=status.phase%3DRunning`);
    await api.create(podsPath(namespace), podManifest('one'));
    await reportRunning(api, namespace, 'one');
    await running.until('it runs', named('ADDED', 'one'));
    await pending.until('it is pending no longer', named('DELETED', 'one'));
    expect(told(running)).toEqual(['ADDED one']);
    // Placed by its binding while it was pending.
    expect(told(pending)).toEqual(['ADDED one', 'MODIFIED one', 'DELETED one']);
    for (const watching of [pending, running]) watching.close();
  });

  test('is of its namespace, or of all, and of one object by a field selector', async () => {
    const [one, other] = [await createNamespace(api, 'here'), await createNamespace(api, 'there')];
    const from = `watch=true&resourceVersion=${(await api.list('/api/v1/configmaps')).metadata.resourceVersion}`;
    const inOne = await api.watch(`${configMapsPath(one)}?${from}`);
    const everywhere = await api.watch(`/api/v1/configmaps?${from}`);
    const byName = await api.watch(`/api/v1/configmaps?${from}&fieldSelector=metadata.name%3Dy`);
    for (const [namespace, name] of [
      [one, 'x'],
      [other, 'x'],
      [one, 'y'],
      [other, 'y'],
      [one, 'z'],
    ] as const) {
      await createConfigMap(api, namespace, name);
    }
    await everywhere.until('the last one', named('ADDED', 'z'));
    await inOne.until('the last one', named('ADDED', 'z'));
    expect(told(inOne)).toEqual(['ADDED x', 'ADDED y', 'ADDED z']);
    expect(told(everywhere)).toHaveLength(5);
    expect(told(byName)).toEqual(['ADDED y', 'ADDED y']);
    for (const watching of [inOne, everywhere, byName]) watching.close();
    // One object by its path is only read.
    expect(await api.get(`${configMapsPath(other)}/y?watch=true`)).toMatchObject({ metadata: { name: 'y' } });
  });

  test('is nothing at all of a change that changes nothing', async () => {
    const namespace = await createNamespace(api, 'still');
    const made = await createConfigMap(api, namespace, 'one', { labels: { a: 'b' } });
    const watching = await api.watch(
      `${configMapsPath(namespace)}?watch=true&resourceVersion=${made.metadata.resourceVersion}`,
    );
    const same = await label(api, `${configMapsPath(namespace)}/one`, { a: 'b' });
    expect(same.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
    await createConfigMap(api, namespace, 'two');
    await watching.until('the other', named('ADDED', 'two'));
    expect(told(watching)).toEqual(['ADDED two']);
    watching.close();
  });

  test('is only metadata where that is asked for', async () => {
    const namespace = await createNamespace(api, 'metadata');
    await createConfigMap(api, namespace, 'one', { data: { a: 'b' } });
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const list = JSON.parse((await api.send('GET', configMapsPath(namespace), { accept })).text);
    expect(list).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' });
    expect(Object.keys(list.items[0]).toSorted()).toEqual(['apiVersion', 'kind', 'metadata']);
  });
});

describe('how a watch ends', () => {
  test('at its time, after a bookmark where it may have one', async () => {
    const namespace = await createNamespace(api, 'endings');
    const { metadata } = await createConfigMap(api, namespace, 'one');
    const from = `${configMapsPath(namespace)}?watch=true&resourceVersion=${metadata.resourceVersion}`;
    const marked = await api.watch(`${from}&allowWatchBookmarks=true&timeoutSeconds=3`);
    const plain = await api.watch(`${from}&timeoutSeconds=1`);
    // A change of another kind: the bookmark says how far the watch has come all the same.
    await createNamespace(api, 'endings-other');
    await plain.ended;
    expect(plain.events).toEqual([]);
    await marked.ended;
    expect(told(marked)).toEqual(['BOOKMARK undefined']);
    expect(Number(marked.events[0]?.object.metadata.resourceVersion)).toBeGreaterThanOrEqual(
      Number(metadata.resourceVersion),
    );
  });
});
