import { expect, test } from 'vitest';
import { NodeHealth } from './node-health.ts';

const node = {
  name: 'a',
  uid: '1',
  createdAt: '',
  podRanges: [],
  isUnschedulable: false,
  taints: [],
  labels: {},
  volumesFolder: '',
  storage: '0',
  conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: 'first' }],
};

test('a renewed Lease and a new heartbeat are signs of life; the same again is none', () => {
  const health = new NodeHealth();
  expect(health.lastSeenMs(node, 'r1', 100)).toBe(100);
  expect(health.lastSeenMs(node, 'r1', 200)).toBe(100);
  expect(health.lastSeenMs(node, 'r2', 300)).toBe(300);
  const beaten = { ...node, conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: 'second' }] };
  expect(health.lastSeenMs(beaten, 'r2', 400)).toBe(400);
});

test('our own change of its conditions is no sign of life', () => {
  const health = new NodeHealth();
  health.lastSeenMs(node, 'r1', 100);
  const silenced = { ...node, conditions: [{ type: 'Ready', status: 'Unknown', lastHeartbeatTime: 'first' }] };
  expect(health.lastSeenMs(silenced, 'r1', 60_000)).toBe(100);
});

test('a node made anew under its name starts afresh', () => {
  const health = new NodeHealth();
  health.lastSeenMs(node, undefined, 100);
  expect(health.lastSeenMs({ ...node, uid: '2' }, undefined, 60_000)).toBe(60_000);
});
