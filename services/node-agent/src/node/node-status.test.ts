import { expect, test } from 'vitest';
import { sampleFacts } from '../testing/simulated-node.ts';
import { nodeStatus } from './node-status.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const at = (time: number) => new Date(time).toISOString().replace('.000', '');

const input = {
  facts: sampleFacts,
  readiness: { ready: true },
  images: [],
  hasNetwork: false,
  previous: undefined,
  now,
} as const;

test('a node whose runtime is not ready says why, and since when', () => {
  const ready = nodeStatus(input);
  const readiness = { ready: false, reason: 'container runtime is down' } as const;
  const status = nodeStatus({ ...input, readiness, previous: ready, now: now + 10_000 });
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
  const status = nodeStatus({ ...input, images });
  expect(status.images).toHaveLength(50);
  expect(status.images?.[0]).toEqual({ names: ['image:59'], sizeBytes: 59 });
});

test('that its network is there is said once it is', () => {
  const typesOf = (hasNetwork: boolean) => nodeStatus({ ...input, hasNetwork }).conditions?.map(({ type }) => type);
  expect(typesOf(false)).not.toContain('NetworkUnavailable');
  expect(typesOf(true)?.[0]).toBe('NetworkUnavailable');
});
