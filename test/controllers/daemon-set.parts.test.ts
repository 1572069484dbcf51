import type { DaemonSet, DaemonSetSpec } from '@flotilla/kinds/apps/v1';
import type { Pod, Taint } from '@flotilla/kinds/core/v1';
import { resourceType } from '@flotilla/registry';
import { createScheduler } from '@flotilla/scheduler';
import { createWorkloadController } from '@flotilla/workload-controller';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addNode, Events, Namespaces, Nodes, namespace, node, Pods } from './objects.ts';
import { isReady, type RunningPods, startRunningPods } from './running-pods.ts';
import { startWorld, type World } from './world.ts';

const DaemonSets = resourceType<DaemonSet>('apps/v1', 'DaemonSet');

let world: World;
let running: RunningPods;
let stop: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'kube-system']) await world.client.create(Namespaces, namespace(name));
  for (const name of ['n1', 'n2', 'n3']) await addNode(world.client, node(name));
  running = await startRunningPods(world);
  const services = [
    createScheduler((await world.process()).deps),
    createWorkloadController((await world.process('workload-controller')).deps),
  ];
  for (const service of services) await service.start();
  stop = async () => void (await Promise.all(services.map((service) => service.stop())));
});

afterAll(async () => {
  await stop?.();
  running?.stop();
  await world?.stop();
});

/** Only what a node has comes to run. */
beforeEach(() => running.hold(({ spec }) => spec?.nodeName === undefined));

const template = (app: string, image = 'example.org/app:1') => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'main', image }] },
});

const create = (name: string, spec: Partial<DaemonSetSpec> = {}): Promise<DaemonSet> =>
  world.client.create(DaemonSets, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { namespace: 'default', name },
    spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec },
  });

const change = (name: string, spec: Partial<DaemonSetSpec>): Promise<DaemonSet> =>
  world.client.update(DaemonSets, { namespace: 'default', name }, (set) => {
    Object.assign(set.spec ?? {}, spec);
  });

const settled = (name: string, nodes: number, version?: DaemonSet): Promise<DaemonSet> =>
  world.until(DaemonSets, `default/${name}`, ({ metadata, status }) => {
    const isSeen = status?.observedGeneration === (version ?? { metadata }).metadata.generation;
    const { desiredNumberScheduled, numberAvailable = 0, updatedNumberScheduled = 0 } = status ?? {};
    return isSeen && [desiredNumberScheduled, numberAvailable, updatedNumberScheduled].every((each) => each === nodes);
  });

const podsOf = (set: string): Pod[] => running.list('default').filter(({ metadata }) => metadata?.labels?.app === set);
const nodesOf = (set: string): string[] =>
  podsOf(set)
    .map(({ spec }) => spec?.nodeName ?? '')
    .sort();
const taint = (name: string, taints: Taint[]) =>
  world.client.update(Nodes, { name }, (present) => {
    present.spec = { ...present.spec, taints };
  });

test('each node has one Pod that tolerates its node in any state, and so does one that joins', async () => {
  await create('agent');
  const { status } = await settled('agent', 3);
  expect(nodesOf('agent')).toEqual(['n1', 'n2', 'n3']);
  expect(status).toEqual({
    currentNumberScheduled: 3,
    desiredNumberScheduled: 3,
    numberMisscheduled: 0,
    numberReady: 3,
    numberAvailable: 3,
    updatedNumberScheduled: 3,
    observedGeneration: 1,
  });
  const tolerated = podsOf('agent')[0]?.spec?.tolerations?.map(({ key, effect }) => `${key}:${effect}`);
  expect(tolerated).toContain('node.kubernetes.io/not-ready:NoExecute');
  expect(tolerated).toContain('node.kubernetes.io/unschedulable:NoSchedule');
  await addNode(world.client, node('n4'));
  await settled('agent', 4);
  expect(nodesOf('agent')).toEqual(['n1', 'n2', 'n3', 'n4']);
});

test('only nodes that a Pod selects and tolerates get one; one that no longer fits loses it', async () => {
  await world.client.update(Nodes, { name: 'n1' }, ({ metadata }) => {
    metadata.labels = { ...metadata.labels, disk: 'fast' };
  });
  await create('disk', {
    template: { ...template('disk'), spec: { ...template('disk').spec, nodeSelector: { disk: 'fast' } } },
  });
  await settled('disk', 1);
  expect(nodesOf('disk')).toEqual(['n1']);
  await world.client.update(Nodes, { name: 'n1' }, ({ metadata }) => {
    metadata.labels = { disk: 'slow' };
  });
  await settled('disk', 0);
  await world.until(DaemonSets, 'default/disk', ({ status }) => status?.currentNumberScheduled === 0);
});

test('a taint that keeps new Pods away lets the one stay that is there, and one that drives Pods out does not', async () => {
  await create('loyal');
  await settled('loyal', 4);
  await taint('n2', [{ key: 'kept', effect: 'NoSchedule' }]);
  const { status } = await world.until(DaemonSets, 'default/loyal', (set) => set.status?.numberMisscheduled === 1);
  expect(status).toMatchObject({ desiredNumberScheduled: 3, currentNumberScheduled: 3 });
  expect(nodesOf('loyal')).toHaveLength(4);
  await taint('n2', [{ key: 'kept', effect: 'NoExecute' }]);
  await world.until(DaemonSets, 'default/loyal', (set) => set.status?.numberMisscheduled === 0);
  expect(nodesOf('loyal')).toEqual(['n1', 'n3', 'n4']);
  await taint('n2', []);
  await settled('loyal', 4);
});

/** The fewest of a set's Pods that were ready, and the most on one node, while something went on. */
async function watched(set: string, work: () => Promise<unknown>): Promise<{ fewest: number; most: number }> {
  const seen = { fewest: Number.POSITIVE_INFINITY, most: 0 };
  const end = running.listen(() => {
    const staying = podsOf(set).filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
    const byNode = Map.groupBy(
      staying.filter(({ spec }) => spec?.nodeName),
      ({ spec }) => spec?.nodeName,
    );
    seen.fewest = Math.min(seen.fewest, staying.filter(isReady).length);
    seen.most = Math.max(seen.most, ...[...byNode.values()].map((pods) => pods.length));
  });
  await work();
  end();
  return seen;
}

test('a new template reaches one node after the other, or as many as may be without a Pod', async () => {
  await create('roll');
  await settled('roll', 4);
  const roll = async (version: number) =>
    settled('roll', 4, await change('roll', { template: template('roll', `example.org/app:${version}`) }));
  expect(await watched('roll', () => roll(2))).toEqual({ fewest: 3, most: 1 });
  await change('roll', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '50%' } } });
  expect(await watched('roll', () => roll(3))).toEqual({ fewest: 2, most: 1 });
  const images = podsOf('roll').map(({ spec }) => spec?.containers[0]?.image);
  expect(new Set(images)).toEqual(new Set(['example.org/app:3']));
});

test('with a surge the new Pod is there before the old one goes', async () => {
  const rollingUpdate = { maxSurge: 2, maxUnavailable: 0 };
  await create('surge', { updateStrategy: { type: 'RollingUpdate', rollingUpdate } });
  await settled('surge', 4);
  const next = await change('surge', { template: template('surge', 'example.org/app:2') });
  const { fewest, most } = await watched('surge', () => settled('surge', 4, next));
  expect([fewest, most]).toEqual([4, 2]);
  await world.until(DaemonSets, 'default/surge', ({ status }) => status?.currentNumberScheduled === 4);
});

test('a Pod that failed is told of and made anew', async () => {
  await create('fail', { template: { ...template('fail'), spec: { ...template('fail').spec, nodeName: 'n3' } } });
  await settled('fail', 1);
  const [pod] = podsOf('fail');
  await world.client.updateStatus(Pods, { namespace: 'default', name: pod?.metadata?.name ?? '' }, (present) => {
    present.status = { ...present.status, phase: 'Failed' };
  });
  const events = await world.client.cache(Events);
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const reasons = [...events.list('default')].map((entry) => entry.object().reason);
      if (reasons.includes('FailedDaemonPod')) resolve();
    };
    events.listen({ changed: look, reset: () => undefined });
    look();
  });
  await world.untilGone(Pods, `default/${pod?.metadata?.name ?? ''}`);
  await settled('fail', 1);
  expect(podsOf('fail').filter(isReady)).toHaveLength(1);
});
