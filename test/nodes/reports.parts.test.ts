import { nodeSubject } from '@flotilla/bus';
import type { PodStatus } from '@flotilla/kinds/core/v1';
import { LinkDown, type PodReference, Refused } from '@flotilla/node-agent';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Events, Leases, Namespaces, Nodes, namespace, Pods } from '../controllers/objects.ts';
import { startWorld, type World } from '../controllers/world.ts';
import { type RunningGateway, startGateway, startNode, type TestNode } from './node.ts';
import { podOn } from './objects.ts';

let world: World;
let gateway: RunningGateway;
let node: TestNode;

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'kube-system', 'kube-node-lease']) {
    await world.client.create(Namespaces, namespace(name));
  }
  gateway = await startGateway(world);
  node = await startNode(world.nats, 'n1');
});

afterAll(async () => {
  await node?.stop();
  await gateway?.stop();
  await world?.stop();
});

async function createPod(name: string, nodeName = 'n1'): Promise<PodReference> {
  const { metadata } = await world.client.create(Pods, podOn(nodeName, name));
  return { namespace: 'default', name, uid: metadata.uid ?? '' };
}

const running: PodStatus = {
  phase: 'Running',
  podIP: '10.244.0.7',
  podIPs: [{ ip: '10.244.0.7' }],
  conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }],
};

test('a report becomes the status, and what others said of the Pod stays', async () => {
  const pod = await createPod('reported');
  await world.client.updateStatus(Pods, pod, (present) => {
    const gate = { type: 'example.org/gate', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' };
    present.status = { ...present.status, conditions: [...(present.status?.conditions ?? []), gate] };
  });
  expect(await node.link.report({ pod, status: running })).toBe('stored');
  const { status } = (await world.client.get(Pods, pod)) ?? {};
  expect(status).toMatchObject({ phase: 'Running', podIP: '10.244.0.7', qosClass: 'BestEffort' });
  expect(status?.conditions).toEqual([
    expect.objectContaining({ type: 'example.org/gate', status: 'True' }),
    expect.objectContaining({ type: 'Ready', status: 'True' }),
  ]);
});

test('a report that says nothing new writes nothing', async () => {
  const pod = await createPod('steady');
  await node.link.report({ pod, status: running });
  const first = await world.client.get(Pods, pod);
  await node.link.report({ pod, status: running });
  expect(await world.client.get(Pods, pod)).toEqual(first);
});

test('a node cannot speak of the Pod of another node, nor of one that was replaced', async () => {
  const elsewhere = await createPod('elsewhere', 'n2');
  const before = await world.client.get(Pods, elsewhere);
  expect(await node.link.report({ pod: elsewhere, status: running })).toBe('unknown-pod');
  expect(await node.link.reportGone(elsewhere)).toBe('unknown-pod');
  const own = await createPod('own');
  expect(await node.link.report({ pod: { ...own, uid: elsewhere.uid }, status: running })).toBe('unknown-pod');
  expect(await world.client.get(Pods, elsewhere)).toEqual(before);
});

test('a status that no Pod may have is refused, and the node is told that it need not repeat it', async () => {
  const pod = await createPod('odd');
  const status = { ...running, podIPs: [{ ip: 'nowhere' }], podIP: 'nowhere' };
  expect(await node.link.report({ pod, status })).toBe('refused');
  expect(node.log.lines).toContainEqual(expect.objectContaining({ message: 'report refused' }));
});

test('a Pod that is being deleted is removed when its node has let go of it, and not before', async () => {
  const pod = await createPod('ending');
  await node.link.report({ pod, status: running });
  expect(await node.link.reportGone(pod)).toBe('stored');
  expect(await world.client.get(Pods, pod)).toBeDefined();
  await world.client.delete(Pods, pod);
  await node.until(() => node.link.mailbox.pods.get(pod.uid)?.pod.metadata.deletionTimestamp !== undefined);
  expect(await node.link.reportGone(pod)).toBe('stored');
  await world.untilGone(Pods, 'default/ending');
  await node.until(() => !node.link.mailbox.pods.has(pod.uid));
});

test('a node that registers gets a Node and a Lease, keeps what others wrote, and hears of itself', async () => {
  const condition = { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' };
  const status = { capacity: { cpu: '2' }, allocatable: { cpu: '2' }, conditions: [condition] };
  const registration = { name: 'n1', labels: { 'kubernetes.io/os': 'linux' }, status };
  await node.link.reportNode(registration);
  await world.client.update(Nodes, { name: 'n1' }, (object) => {
    object.metadata.labels = { ...object.metadata.labels, disk: 'ssd' };
    object.spec = { ...object.spec, podCIDR: '10.244.3.0/24', podCIDRs: ['10.244.3.0/24'] };
  });
  await world.client.updateStatus(Nodes, { name: 'n1' }, (object) => {
    const unknown = { ...condition, status: 'Unknown', lastTransitionTime: '2026-01-02T00:00:00Z' };
    object.status = { ...object.status, conditions: [unknown, { type: 'NetworkUnavailable', status: 'False' }] };
  });
  await node.link.reportNode(registration);
  const present = await world.client.get(Nodes, { name: 'n1' });
  expect(present?.metadata.labels).toEqual({ 'kubernetes.io/os': 'linux', disk: 'ssd' });
  expect(present?.status?.conditions).toMatchObject([
    { type: 'Ready', status: 'True' },
    { type: 'NetworkUnavailable', status: 'False' },
  ]);
  await node.until(() => node.link.mailbox.node?.spec?.podCIDR === '10.244.3.0/24');
  await world.until(Leases, 'kube-node-lease/n1', ({ spec }) => spec?.holderIdentity === 'n1');
});

test('a node cannot give itself a label that Pods are kept off others by', async () => {
  const labels = { 'node-restriction.kubernetes.io/trusted': 'yes' };
  await expect(node.link.reportNode({ name: 'n1', labels, status: {} })).rejects.toThrow(Refused);
  expect((await world.client.get(Nodes, { name: 'n1' }))?.metadata.labels).not.toMatchObject(labels);
});

test('a Node that was removed comes back when its node meets a gateway again', async () => {
  await world.client.delete(Nodes, { name: 'n1' });
  await world.untilGone(Nodes, 'n1');
  await world.nats.restart();
  await world.until(Nodes, 'n1', ({ status }) => status?.capacity?.cpu === '2');
});

test('a report that an outage of NATS cuts off is known to be lost at once, and can be repeated', async () => {
  const pod = await createPod('cut-off');
  const returned = new Promise<void>((resolve) => {
    const end = node.link.onConnection((connected) => {
      if (!connected) return;
      end();
      resolve();
    });
  });
  // Nobody answers to it: the gateway has gone.
  await gateway.stop();
  const mute = (await world.process('node-gateway')).bus.subscribe(nodeSubject('n1', 'report'), () => {});
  const report = node.link.report({ pod, status: running });
  await node.bus.flush();
  await Promise.all([expect(report).rejects.toThrow(LinkDown), world.nats.restart()]);
  mute.stop();
  await returned;
  await expect(node.link.report({ pod, status: running })).rejects.toThrow(LinkDown);
  gateway = await startGateway(world);
  await node.until(() => node.link.mailbox.pods.has(pod.uid));
  expect(await node.link.report({ pod, status: running })).toBe('stored');
});

test('what a node tells of its Pods is recorded as Events of the kubelet on it', async () => {
  const pod = await createPod('eventful');
  const elsewhere = await createPod('quiet', 'n2');
  await node.until(() => node.link.mailbox.pods.has(pod.uid));
  const event = { type: 'Normal', reason: 'Started', message: 'Container started', at: 0 } as const;
  node.link.event({ ...event, pod: elsewhere });
  node.link.event({ ...event, pod, fieldPath: 'spec.containers{main}' });
  const recorded = await firstEvent();
  expect(recorded).toMatchObject({
    involvedObject: { kind: 'Pod', name: 'eventful', uid: pod.uid, fieldPath: 'spec.containers{main}' },
    source: { component: 'kubelet', host: 'n1' },
    reportingComponent: 'kubelet',
    reportingInstance: 'n1',
  });
});

/** Of this cluster: there are none but nodes'. */
async function firstEvent(): Promise<unknown> {
  const cache = await world.client.cache(Events);
  return new Promise((resolve) => {
    const look = (): void => {
      const [first] = cache.list('default');
      if (first !== undefined) resolve(first.object());
    };
    cache.listen({ changed: look, reset: () => undefined });
    look();
  });
}
