import { expect, test } from 'vitest';
import { sampleFacts } from '../testing/simulated-node.ts';
import { nodeStatus } from './node-status.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const at = (time: number) => new Date(time).toISOString().replace('.000', '');

test('a node whose runtime is not ready says why, and since when', () => {
  const ready = nodeStatus({ facts: sampleFacts, readiness: { ready: true }, images: [], previous: undefined, now });
  const readiness = { ready: false, reason: 'container runtime is down' } as const;
  const status = nodeStatus({ facts: sampleFacts, readiness, images: [], previous: ready, now: now + 10_000 });
  expect(status.conditions?.at(-1)).toEqual({
    type: 'Ready',
    status: 'False',
    reason: 'KubeletNotReady',
    message: 'container runtime is down',
    lastHeartbeatTime: at(now + 10_000),
    lastTransitionTime: at(now + 10_000),
  });
  expect(status.conditions?.[0]).toMatchObject({
    type: 'MemoryPressure',
    lastTransitionTime: at(now),
    lastHeartbeatTime: at(now + 10_000),
  });
});

test('of many images the largest are told', () => {
  const images = Array.from({ length: 60 }, (_, index) => ({ names: [`image:${index}`], sizeBytes: index }));
  const status = nodeStatus({ facts: sampleFacts, readiness: { ready: true }, images, previous: undefined, now });
  expect(status.images).toHaveLength(50);
  expect(status.images?.[0]).toEqual({ names: ['image:59'], sizeBytes: 59 });
});
