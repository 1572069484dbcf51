import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient } from '../harness/api-client.ts';
import type { ApiObject } from '../harness/api-object.ts';
import { type Cluster, startCluster } from '../harness/cluster.ts';
import { createSurely } from '../harness/create-surely.ts';
import { type Follower, follow } from '../harness/follower.ts';
import { containersByPod } from '../harness/footprint.ts';
import { podManifest, podsPath } from '../harness/pods.ts';
import { until } from '../harness/until.ts';

const victims = [
  'api',
  'relay',
  'scheduler',
  'node-gateway',
  'cluster-controller',
  'node-agent',
  'redis',
  'nats',
] as const;
const podsEach = 4;
const path = podsPath('default');

let cluster: Cluster;
let client: ApiClient;
let follower: Follower;
const acknowledged: string[] = [];

beforeAll(async () => {
  cluster = await startCluster({ args: ['--processes'] });
  client = cluster.client;
  follower = await follow(client, path);
});
afterAll(async () => {
  follower.stop();
  await cluster.destroy();
});

interface PodObject extends ApiObject {
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly containerStatuses?: readonly { readonly restartCount: number; readonly containerID: string }[];
  };
}

const isRunning = (object: ApiObject): boolean => (object as PodObject).status.phase === 'Running';

async function createPods(prefix: string, onAcknowledged: (count: number) => void): Promise<void> {
  for (let index = 0; index < podsEach; index++) {
    const name = `${prefix}-${index}`;
    await createSurely(client, path, podManifest(name));
    acknowledged.push(name);
    onAcknowledged(index + 1);
  }
}

async function livePods(): Promise<PodObject[]> {
  return (await client.list(path)).items as unknown as PodObject[];
}

/** The one container of each Pod, by the Pod's name; fails where a Pod has none, or more than one. */
async function containerOfEach(): Promise<Map<string, string>> {
  const [pods, containers] = await Promise.all([livePods(), containersByPod()]);
  const found = pods.map(({ metadata }) => [metadata.name, containers.get(metadata.uid) ?? []] as const);
  expect(found.filter(([, own]) => own.length !== 1)).toEqual([]);
  return new Map(found.map(([name, own]) => [name, own[0] ?? '']));
}

describe('while a client creates Pods', () => {
  test.each(victims)('kill -9 of %s loses none, and each ends up Running', async (victim) => {
    const moment = Math.floor(Math.random() * (podsEach + 1));
    let killing: Promise<void> | undefined;
    const strike = (count: number) => {
      if (count >= moment) killing ??= cluster.kill(victim);
    };
    strike(0);
    await createPods(victim, strike);
    await killing;
    const running = () =>
      new Set(follower.events.filter(({ object }) => isRunning(object)).map(({ object }) => object.metadata.name));
    await follower.until(`all Pods run, after a kill once ${moment} were acknowledged`, () => {
      const names = running();
      return acknowledged.every((name) => names.has(name));
    });
  });

  test('afterwards every acknowledged Pod is there, and runs once', async () => {
    const pods = await livePods();
    expect(pods.map(({ metadata }) => metadata.name).toSorted()).toEqual(acknowledged.toSorted());
    expect(pods.filter((pod) => !isRunning(pod))).toEqual([]);
    expect(new Set(pods.map(({ status }) => status.podIP)).size).toBe(pods.length);
    expect(pods.flatMap(({ status }) => status.containerStatuses?.map(({ restartCount }) => restartCount))).toEqual(
      pods.map(() => 0),
    );
    expect((await containerOfEach()).size).toBe(acknowledged.length);
  });

  test('the stream of changes had no hole: it leads to what is there', async () => {
    const revisions = follower.events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b));
    const added = follower.events.filter(({ type }) => type === 'ADDED').map(({ object }) => object.metadata.name);
    expect(added.toSorted()).toEqual(acknowledged.toSorted());
    const pods = new Map((await livePods()).map((pod) => [pod.metadata.name, pod]));
    const lastTold = (name: string) => follower.events.findLast(({ object }) => object.metadata.name === name)?.object;
    await follower.until('all is told', () =>
      [...pods].every(([name, { metadata }]) => lastTold(name)?.metadata.resourceVersion === metadata.resourceVersion),
    );
    for (const [name, pod] of pods) expect(lastTold(name)).toMatchObject(pod);
  });
});

describe('afterwards', () => {
  test('an agent that is killed finds its containers, and leaves them alone', async () => {
    const before = await containerOfEach();
    await cluster.kill('node-agent');
    await createPods('after', () => {});
    await follower.until('the new Pods run', (events) =>
      acknowledged.every((name) => events.some(({ object }) => object.metadata.name === name && isRunning(object))),
    );
    const after = await containerOfEach();
    for (const [name, container] of before) expect(after.get(name), name).toBe(container);
    const restarts = (await livePods()).flatMap(({ status }) => status.containerStatuses ?? []);
    expect(restarts.filter(({ restartCount }) => restartCount > 0)).toEqual([]);
  });

  test('all Pods can be deleted, and none leaves a container', async () => {
    const kubectl = await cluster.kubectl();
    const uids = (await livePods()).map(({ metadata }) => metadata.uid);
    await kubectl.ok(['delete', 'pods', '--all', '--timeout=100s']);
    await until(
      'their containers are gone',
      async () => {
        const left = await containersByPod();
        return uids.some((uid) => left.has(uid)) ? undefined : true;
      },
      180_000,
    );
  });
});
