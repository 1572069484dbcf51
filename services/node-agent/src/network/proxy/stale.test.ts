import { expect, test } from 'vitest';
import type { Front } from './front.ts';
import { staleAffinities, staleFlows } from './stale.ts';

const [a, b, c] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((address) => ({ address, port: 53, local: true })) as [
  Front['backends'][number],
  Front['backends'][number],
  Front['backends'][number],
];
const front = (backends: Front['backends'], more: Partial<Front> = {}): Front => ({
  address: '10.96.0.10',
  protocol: 'UDP',
  port: 53,
  masked: false,
  backends,
  ...more,
});

test('flows to a backend that has gone are forgotten, and those that went nowhere when there is one', () => {
  expect(staleFlows([front([a, b])], [front([b, c])]).map(({ backend }) => backend)).toEqual(['10.0.0.1']);
  expect(staleFlows([front([])], [front([a])]).map(({ backend }) => backend)).toEqual([undefined]);
  expect(staleFlows([front([a])], []).map(({ backend }) => backend)).toEqual(['10.0.0.1']);
});

test('a connection has an end that the kernel sees', () => {
  expect(staleFlows([front([a], { protocol: 'TCP' })], [])).toEqual([]);
});

test('only who remembers a slot that leads elsewhere must choose anew', () => {
  const sticky = { affinitySeconds: 60 };
  const stale = staleAffinities([front([a, b, c], sticky)], [front([a, c], sticky)]);
  expect(stale.map(({ marks }) => [...marks])).toEqual([[1, 2]]);
  expect(staleAffinities([front([a], sticky)], [front([a, b], sticky)])).toEqual([]);
});
