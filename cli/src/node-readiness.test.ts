import { expect, test } from 'vitest';
import { readNodeReadiness } from './node-readiness.ts';

test('a Node is Ready by its condition, and one that has said nothing is not', () => {
  const node = (name: string, status?: string) => ({
    metadata: { name },
    status: {
      conditions: [
        { type: 'MemoryPressure', status: 'False' },
        ...(status === undefined
          ? []
          : [{ type: 'Ready', status, message: 'so it is', lastHeartbeatTime: '2026-01-01T00:00:01Z' }]),
      ],
    },
  });
  const saidAt = Date.UTC(2026, 0, 1, 0, 0, 1);
  expect(readNodeReadiness({ items: [node('a', 'True'), node('b', 'Unknown'), node('c')] })).toEqual([
    { name: 'a', ready: true, message: 'so it is', saidAt },
    { name: 'b', ready: false, message: 'so it is', saidAt },
    { name: 'c', ready: false, message: 'it has said nothing yet', saidAt: 0 },
  ]);
});
