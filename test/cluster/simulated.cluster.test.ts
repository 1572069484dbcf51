import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../harness/cluster.ts';
import { createSurely } from '../harness/create-surely.ts';
import { follow } from '../harness/follower.ts';
import type { Kubectl } from '../harness/kubectl.ts';
import { createNamespace } from '../harness/objects.ts';
import { podManifest, podsPath } from '../harness/pods.ts';

let cluster: Cluster;
let kubectl: Kubectl;
const nodes = 20;
const pods = 100;

beforeAll(async () => {
  cluster = await startCluster({ args: ['--simulated-nodes', String(nodes)] });
  kubectl = await cluster.kubectl();
});
afterAll(() => cluster.destroy());

interface PodObject {
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly phase: string; readonly podIP?: string };
}

const phaseOf = (object: unknown): string => (object as PodObject).status.phase;

test('simulated nodes run Pods without containers, and share them out', async () => {
  const { client } = cluster;
  const names = (await kubectl.ok(['get', 'nodes', '-o', 'name'])).trim().split('\n');
  expect(names.filter((name) => name.startsWith('node/simulated-'))).toHaveLength(nodes);

  const watching = await client.watch(`${podsPath('default')}?watch=true&fieldSelector=status.phase%3DRunning`);
  const simulated = { nodeSelector: { 'kubernetes.io/os': 'linux' } };
  await Promise.all(
    Array.from({ length: pods }, (_, index) => {
      const pod = podManifest(`p${index}`);
      return client.create(podsPath('default'), { ...pod, spec: { ...pod.spec, ...simulated } });
    }),
  );
  const running = new Set<string>();
  await watching.until('all run', ({ type, object }) => {
    if (type === 'ADDED') running.add(object.metadata.name);
    return running.size === pods;
  });
  watching.close();

  const { items } = await client.list(podsPath('default'));
  const perNode = Map.groupBy(items as unknown as PodObject[], ({ spec }) => spec.nodeName ?? '');
  const shares = [...perNode].filter(([name]) => name.startsWith('simulated-')).map(([, own]) => own.length);
  expect(shares).toHaveLength(nodes);
  expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(2);
  expect(new Set((items as unknown as PodObject[]).map(({ status }) => status.podIP)).size).toBe(pods);
});

test('a Pod that fits nowhere says why', async () => {
  await kubectl.ok(['create', '-f', '-'], {
    input: JSON.stringify({
      ...podManifest('huge'),
      spec: {
        containers: [{ name: 'main', image: 'i', resources: { requests: { cpu: '1000' } } }],
        nodeSelector: { 'kubernetes.io/os': 'linux' },
      },
    }),
  });
  await kubectl.ok(['wait', 'pod/huge', '--for=condition=PodScheduled=false', '--timeout=60s']);
  const description = await kubectl.ok(['describe', 'pod', 'huge']);
  expect(description).toMatch(/^ +Warning +FailedScheduling .* 0\/\d+ nodes are available: .*\d+ Insufficient cpu/m);
});

test('a namespace that is deleted takes along what is in it', async () => {
  await kubectl.ok(['create', 'namespace', 'doomed']);
  await kubectl.ok(['create', 'configmap', 'one', '-n', 'doomed']);
  await kubectl.ok(['run', 'two', '--image=i', '-n', 'doomed']);
  await kubectl.ok(['wait', 'pod/two', '-n', 'doomed', '--for=condition=Ready', '--timeout=60s']);
  expect(await kubectl.ok(['delete', 'namespace', 'doomed', '--timeout=60s'])).toBe('namespace "doomed" deleted\n');
  expect((await cluster.client.list('/api/v1/namespaces/doomed/configmaps')).items).toEqual([]);
  expect((await cluster.client.list('/api/v1/namespaces/doomed/pods')).items).toEqual([]);
});

test.each(['control-plane', 'simulated-nodes'])('kill -9 of %s while Pods are created loses none', async (victim) => {
  const namespace = await createNamespace(cluster.client, `without-${victim}`);
  const follower = await follow(cluster.client, podsPath(namespace));
  const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
  let killing: Promise<void> | undefined;
  for (const [index, name] of names.entries()) {
    if (index === 10) killing = cluster.kill(victim);
    await createSurely(cluster.client, podsPath(namespace), podManifest(name));
  }
  await killing;
  const isRunning = (name: string) =>
    follower.events.some(({ object }) => object.metadata.name === name && phaseOf(object) === 'Running');
  await follower.until('all run', () => names.every(isRunning));
  follower.stop();
  const { items } = await cluster.client.list(podsPath(namespace));
  expect(items.map(({ metadata }) => metadata.name).toSorted()).toEqual(names.toSorted());
});
