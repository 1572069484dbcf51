import { createClusterController } from '@flotilla/cluster-controller';
import { createInformers, eventSweepController, podGarbageController } from '@flotilla/cluster-controller/testing';
import { createControllerClient } from '@flotilla/controller';
import { createSteppedClock } from '@flotilla/controller/testing';
import type { Node } from '@flotilla/kinds/core/v1';
import { formatMicroTime, formatTime } from '@flotilla/machinery';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ConfigMaps,
  configMap,
  Events,
  Leases,
  Namespaces,
  Nodes,
  namespace,
  node,
  nodeLease,
  Pods,
  pod,
  ServiceAccounts,
} from './objects.ts';
import { startWorld, type World } from './world.ts';

const SILENT_MS = 1500;

let world: World;
let stop: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  const { deps } = await world.process();
  const controller = createClusterController(deps, {
    rootCertificate: 'PEM',
    gracePeriods: { silentMs: SILENT_MS, startupMs: SILENT_MS },
  });
  await controller.start();
  stop = () => controller.stop();
});

afterAll(async () => {
  await stop?.();
  await world?.stop();
});

/** Renews a node's Lease until it is told to stop, as a live node does. */
function beat(name: string): () => void {
  const timer = setInterval(() => {
    const renewTime = formatMicroTime(Date.now());
    void world.client.update(Leases, { namespace: 'kube-node-lease', name }, (lease) => {
      lease.spec = { ...lease.spec, renewTime };
    });
  }, SILENT_MS / 5);
  return () => clearInterval(timer);
}

const readyOf = ({ status }: Node): string | undefined =>
  status?.conditions?.find(({ type }) => type === 'Ready')?.status;

const taintsOf = ({ spec }: Node): string[] => (spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`);

test('the four initial namespaces are there, each with a ServiceAccount and the root certificate', async () => {
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) {
    await world.until(ServiceAccounts, `${name}/default`, () => true);
    const certificate = await world.until(ConfigMaps, `${name}/kube-root-ca.crt`, () => true);
    expect(certificate.data).toEqual({ 'ca.crt': 'PEM' });
    expect(certificate.metadata.annotations).toHaveProperty('kubernetes.io/description');
  }
});

test('what a namespace must hold comes back when it is deleted, and is set right when it is changed', async () => {
  const { client, until } = world;
  const { metadata } = await until(ServiceAccounts, 'default/default', () => true);
  await client.delete(ServiceAccounts, { namespace: 'default', name: 'default' });
  await until(ServiceAccounts, 'default/default', (account) => account.metadata.uid !== metadata.uid);
  await client.update(ConfigMaps, { namespace: 'default', name: 'kube-root-ca.crt' }, (present) => {
    present.data = { 'ca.crt': 'of another' };
  });
  const { data } = await until(ConfigMaps, 'default/kube-root-ca.crt', (present) => present.data?.['ca.crt'] === 'PEM');
  expect(data).toEqual({ 'ca.crt': 'PEM' });
});

test('an initial namespace that is deleted is emptied, goes, and is made anew', async () => {
  const { client, until } = world;
  const { metadata } = await until(Namespaces, 'kube-node-lease', () => true);
  await client.delete(Namespaces, { name: 'kube-node-lease' });
  await until(Namespaces, 'kube-node-lease', (present) => present.metadata.uid !== metadata.uid);
});

test('a namespace goes with all it holds, and says what keeps it', async () => {
  const { client, until, untilGone } = world;
  await client.create(Namespaces, namespace('team'));
  await until(ConfigMaps, 'team/kube-root-ca.crt', () => true);
  for (const name of ['a', 'b']) await client.create(ConfigMaps, configMap(name));
  await client.create(ConfigMaps, configMap('held', ['example.org/hold']));
  await client.delete(Namespaces, { name: 'team' });
  const terminating = await until(Namespaces, 'team', ({ status }) =>
    Boolean(status?.conditions?.some(({ reason }) => reason === 'SomeFinalizersRemain')),
  );
  expect(terminating.status).toMatchObject({ phase: 'Terminating' });
  expect(terminating.status?.conditions).toContainEqual(
    expect.objectContaining({
      type: 'NamespaceContentRemaining',
      status: 'True',
      message: 'Some resources are remaining: configmaps. has 1 resource instances',
    }),
  );
  await untilGone(ConfigMaps, 'team/a');
  await client.update(ConfigMaps, { namespace: 'team', name: 'held' }, (held) => {
    held.metadata.finalizers = [];
  });
  await untilGone(Namespaces, 'team');
  expect(await client.get(ServiceAccounts, { namespace: 'team', name: 'default' })).toBeUndefined();
});

test('Pods of a namespace end before what they use', async () => {
  const { client, until, untilGone } = world;
  await client.create(Namespaces, namespace('team'));
  await client.create(ConfigMaps, configMap('used'));
  await client.create(Nodes, node('host'));
  await client.create(Pods, pod('running', { namespace: 'team', nodeName: 'host' }));
  await client.delete(Namespaces, { name: 'team' });
  await until(Pods, 'team/running', ({ metadata }) => metadata.deletionTimestamp !== undefined);
  await until(Namespaces, 'team', ({ status }) => (status?.conditions ?? []).length > 0);
  expect(await client.get(ConfigMaps, { namespace: 'team', name: 'used' })).toBeDefined();
  await client.delete(Pods, { namespace: 'team', name: 'running' }, { gracePeriodSeconds: 0 });
  await untilGone(Namespaces, 'team');
  await client.delete(Nodes, { name: 'host' });
});

test('nodes that come all at once get ranges of their own', async () => {
  const { client, until } = world;
  const names = Array.from({ length: 20 }, (_, index) => `ranged-${index}`);
  await Promise.all(names.map((name) => client.create(Nodes, node(name))));
  const nodes = await Promise.all(names.map((name) => until(Nodes, name, ({ spec }) => spec?.podCIDR !== undefined)));
  const ranges = nodes.map(({ spec }) => spec?.podCIDR ?? '');
  expect(new Set(ranges).size).toBe(20);
  for (const range of ranges) expect(range).toMatch(/^10\.244\.\d+\.0\/24$/);
  expect(nodes[0]?.spec?.podCIDRs).toEqual([ranges[0]]);
  await Promise.all(names.map((name) => client.delete(Nodes, { name })));
});

test('a node that falls silent becomes Unknown and is tainted, its Pods leave, and it is well when it is back', async () => {
  const { client, until, untilGone } = world;
  await client.create(Nodes, node('frail'));
  await client.create(Leases, nodeLease('frail'));
  const end = beat('frail');
  const tolerations = [
    { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 1 },
  ];
  await client.create(Pods, pod('patient', { nodeName: 'frail' }));
  await client.create(Pods, pod('hasty', { nodeName: 'frail', terminationGracePeriodSeconds: 0, tolerations }));
  await client.updateStatus(Pods, { namespace: 'default', name: 'patient' }, (present) => {
    present.status = { ...present.status, phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  });
  await until(Pods, 'default/patient', ({ status }) => status?.conditions?.[0]?.status === 'True');
  end();
  const silent = await until(Nodes, 'frail', (present) => taintsOf(present).length === 2);
  expect(readyOf(silent)).toBe('Unknown');
  expect(silent.status?.conditions?.[0]).toMatchObject({
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  });
  expect(taintsOf(silent)).toEqual([
    'node.kubernetes.io/unreachable:NoSchedule',
    'node.kubernetes.io/unreachable:NoExecute',
  ]);
  const unseen = await until(Pods, 'default/patient', ({ status }) => status?.conditions?.[0]?.status === 'False');
  expect(unseen.status?.phase).toBe('Unknown');
  await untilGone(Pods, 'default/hasty');
  const again = beat('frail');
  await client.updateStatus(Nodes, { name: 'frail' }, (present) => {
    const lastHeartbeatTime = formatTime(Date.now());
    present.status = { ...present.status, conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime }] };
  });
  const well = await until(Nodes, 'frail', (present) => taintsOf(present).length === 0);
  expect(readyOf(well)).toBe('True');
  expect(await client.get(Pods, { namespace: 'default', name: 'patient' })).toBeDefined();
  again();
});

test('Events whose hour has passed are swept', async () => {
  const { client, untilGone } = world;
  const { deps } = await world.process();
  const involvedObject = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'old' };
  await client.create(Events, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { namespace: 'default', name: 'old.1' },
    involvedObject,
    reason: 'Old',
  });
  const inTwoHours = { now: () => Date.now() + 7_200_000, after: () => () => undefined };
  const sweep = eventSweepController(client, deps.store, inTwoHours);
  const running = sweep.start({ clock: inTwoHours, log: deps.log, telemetry: deps.telemetry });
  await untilGone(Events, 'default/old.1');
  await running.stop();
});

test('Pods of a node that is gone are deleted after 40 s, and not when it comes back before', async () => {
  const { client, until, untilGone } = world;
  const { deps } = await world.process();
  const clock = createSteppedClock();
  const informers = createInformers({ ...deps, clock });
  for (const each of [informers.pods, informers.nodes]) await each.start();
  for (const name of ['lost', 'returns']) {
    await client.create(Pods, pod(`on-${name}`, { nodeName: name }));
    await until(Pods, `default/on-${name}`, () => true);
  }
  await Promise.all([informers.pods.caughtUpWithStore(), informers.nodes.caughtUpWithStore()]);
  const collector = createControllerClient(deps.registry, { name: 'pod-garbage-collector' });
  const running = podGarbageController({ client: collector, clock }, informers).start({ ...deps, clock });
  await clock.step(30_000);
  await client.create(Nodes, node('returns'));
  await informers.nodes.caughtUpWithStore();
  await clock.step(10_000);
  await untilGone(Pods, 'default/on-lost');
  await clock.step(60_000);
  expect(await client.get(Pods, { namespace: 'default', name: 'on-returns' })).toBeDefined();
  await running.stop();
});
