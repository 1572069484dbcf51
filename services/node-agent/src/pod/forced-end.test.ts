import { expect, test } from 'vitest';
import { samplePod } from '../testing/sample-pod.ts';
import { startSimulatedNode } from '../testing/simulated-node.ts';

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
  expect(link.events).toMatchObject([{ type: 'Warning', reason: 'SysctlForbidden', message }]);
  expect(runtime.pods()).toEqual([]);
});
