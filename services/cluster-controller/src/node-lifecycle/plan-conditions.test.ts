import { expect, test } from 'vitest';
import { silentConditions } from './plan-conditions.ts';

const times = { createdAt: '2026-01-01T00:00:00Z', time: '2026-01-01T00:01:00Z' };

test('a silent node keeps when it was last heard, and what it cannot know is left', () => {
  const present = [
    { type: 'NetworkUnavailable', status: 'False' },
    { type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime: '2026-01-01T00:00:05Z' },
  ];
  const [network, ready, ...others] = silentConditions(present, times);
  expect(network).toEqual(present[0]);
  expect(ready).toEqual({
    type: 'Ready',
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
    lastHeartbeatTime: '2026-01-01T00:00:05Z',
    lastTransitionTime: times.time,
  });
  expect(others.map(({ type }) => type)).toEqual(['MemoryPressure', 'DiskPressure', 'PIDPressure']);
  expect(others[0]).toMatchObject({ reason: 'NodeStatusNeverUpdated', lastHeartbeatTime: times.createdAt });
});

test('saying it twice changes nothing', () => {
  const once = silentConditions([{ type: 'Ready', status: 'True' }], times);
  expect(silentConditions(once, { ...times, time: 'later' })).toEqual(once);
});
