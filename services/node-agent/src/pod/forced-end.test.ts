import { expect, test } from 'vitest';
import { samplePod } from '../testing/sample-pod.ts';
import { startSimulatedNode } from '../testing/simulated-node.ts';
import type { StoredPod } from './stored-pod.ts';

test('a Pod that takes longer than it may is stopped and has failed', async () => {
  const { link, clock } = await startSimulatedNode();
  const pod = samplePod({ spec: { activeDeadlineSeconds: 5 } });
  const status = () => link.statuses.get(pod.metadata.uid);
  link.put(pod);
  await clock.advance(4_000);
  expect(status()?.phase).toBe('Running');
  await clock.advance(1_000);
  const message = 'Pod was active on the node longer than the specified deadline';
  expect(status()).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', message });
  const told = link.events.filter(({ reason }) => reason === 'DeadlineExceeded');
  expect(told).toMatchObject([{ type: 'Normal', message }]);
});

test('a Pod that has done its work in time is not late afterwards', async () => {
  const { link, clock, runtime } = await startSimulatedNode();
  const pod = samplePod({ spec: { activeDeadlineSeconds: 5, restartPolicy: 'Never' } });
  link.put(pod);
  await clock.advance(1_000);
  await runtime.signal(runtime.pod(pod.metadata.uid)?.runs[0]?.id ?? '', 'terminate');
  await clock.advance(60_000);
  expect(link.statuses.get(pod.metadata.uid)).not.toHaveProperty('reason');
});

test('a Pod that wants a kernel setting which may harm others is turned away', async () => {
  const { link, clock, runtime } = await startSimulatedNode();
  const securityContext = { sysctls: [{ name: 'kernel.msgmax', value: '65536' }] };
  const pod = samplePod({ spec: { securityContext } });
  link.put(pod);
  await clock.advance(60_000);
  const message = 'forbidden sysctl: "kernel.msgmax" not allowlisted';
  expect(link.statuses.get(pod.metadata.uid)).toMatchObject({
    phase: 'Failed',
    reason: 'SysctlForbidden',
    message: `Pod was rejected: ${message}`,
  });
  expect(link.statuses.get(pod.metadata.uid)).not.toHaveProperty('containerStatuses');
  expect(link.events).toMatchObject([{ type: 'Warning', reason: 'SysctlForbidden', message }]);
  expect(runtime.pods()).toEqual([]);
});

test('a Pod whose port of the node another one has is turned away; the port is free again when that one is over', async () => {
  const { link, clock } = await startSimulatedNode();
  const phaseOf = (pod: StoredPod) => link.statuses.get(pod.metadata.uid)?.phase;
  const container = { name: 'main', image: 'web:1', ports: [{ containerPort: 80, hostPort: 8080 }] };
  const [first, second, third] = ['first', 'second', 'third'].map((name) =>
    samplePod({ name, uid: name, containers: [container] }),
  ) as [StoredPod, StoredPod, StoredPod];
  link.put(first);
  await clock.advance(1_000);
  link.put(second);
  await clock.advance(1_000);
  expect([first, second].map(phaseOf)).toEqual(['Running', 'Failed']);
  const message = "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports";
  expect(link.statuses.get('second')).toMatchObject({ reason: 'NodePorts', message: `Pod was rejected: ${message}` });
  expect(link.events.filter(({ type }) => type === 'Warning')).toMatchObject([{ reason: 'NodePorts', message }]);
  link.put({ ...first, status: { phase: 'Failed' } });
  link.put(third);
  await clock.advance(1_000);
  expect(phaseOf(third)).toBe('Running');
});

test('a Pod of which nothing is left here takes no room, also where its removal is heard of later', async () => {
  const { link, clock, runtime } = await startSimulatedNode();
  const spec = { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } };
  const containers = [{ name: 'main', image: 'web:1', ports: [{ containerPort: 80, hostPort: 8080 }] }];
  link.put(samplePod({ uid: 'first', spec, containers }));
  await clock.advance(1_000);
  link.setConnected(false);
  link.deletePod('first', 0);
  await clock.advance(10_000);
  expect(runtime.pods()).toEqual([]);
  link.put(samplePod({ uid: 'second', spec, containers }));
  await clock.advance(1_000);
  link.setConnected(true);
  await clock.advance(60_000);
  expect(link.statuses.get('second')?.phase).toBe('Running');
});

test('a Pod that runs here is kept by the next agent, whatever the node would say of it now', async () => {
  const before = await startSimulatedNode();
  const spec = { nodeSelector: { place: 'here' } };
  const metadata = { labels: { place: 'here' } };
  before.link.putNode({ apiVersion: 'v1', kind: 'Node', metadata, spec: { podCIDR: '10.128.0.0/24' } });
  before.link.put(samplePod({ uid: 'first', spec }));
  await before.clock.advance(1_000);
  await before.agent.stop({ pods: 'keep' });
  const { link, clock } = await startSimulatedNode(before);
  link.put(samplePod({ uid: 'second', spec }));
  await clock.advance(1_000);
  expect(link.statuses.get('first')?.phase).toBe('Running');
  expect(link.statuses.get('second')).toMatchObject({ phase: 'Failed', reason: 'NodeAffinity' });
});
