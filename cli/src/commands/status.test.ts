import { expect, test } from 'vitest';
import { identify } from '../machine/process-identity.ts';
import { countPods, formatAge, formatProcesses } from './status.ts';

test.each([
  [0, '0s'],
  [42_400, '42s'],
  [310_000, '5m10s'],
  [3_600_000, '1h'],
  [187_200_000, '2d4h'],
])('an age of %i ms is told in its two largest units: %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

test('processes are listed with their restarts and memory, and one that is down says so', () => {
  const own = identify(process.pid) ?? { pid: 0, startTicks: 0 };
  const children = [
    { name: 'redis', process: own, since: 0, restarts: 2 },
    { name: 'nats', process: undefined, since: 0, restarts: 7 },
  ];
  const lines = formatProcesses({ supervisor: own, apiUrl: '', children }, 5_000).split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[2]).toMatch(/^redis +\d+ +5s +2 +\d+ MiB$/);
  expect(lines[3]).toMatch(/^nats +- +starting again +7 +-$/);
});

test('Pods are counted by phase', () => {
  const pod = (phase: string) => ({ status: { phase } });
  expect(countPods({ items: [pod('Running'), pod('Pending'), pod('Running')] })).toBe('3: 2 Running, 1 Pending');
  expect(countPods({ items: [] })).toBe('0');
});
