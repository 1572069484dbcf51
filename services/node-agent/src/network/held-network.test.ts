import { expect, test } from 'vitest';
import { networkMessage, sampleEndpoint, sampleService, sampleSlice } from '../testing/sample-network.ts';
import { HeldNetwork } from './held-network.ts';

const endpoints = [sampleEndpoint('10.0.0.2')];

test('a change of endpoints is a change of their Service', () => {
  const network = new HeldNetwork();
  expect(network.apply(networkMessage({ services: [sampleService('web')] })).services).toEqual(
    new Set(['default/web']),
  );
  const slice = sampleSlice('web', endpoints, { revision: 7 });
  expect(network.apply(networkMessage({ endpointSlices: [slice] })).services).toEqual(new Set(['default/web']));
  expect(network.slicesOf('default/web')).toEqual([slice]);
  expect(network.revisions()).toEqual({
    services: { 'default/web': 1 },
    endpointSlices: { 'default/web-1': 7 },
    nodes: {},
  });
});

test('a slice that goes over to another Service changes both, and one that is dropped leaves nothing', () => {
  const network = new HeldNetwork();
  network.apply(networkMessage({ endpointSlices: [sampleSlice('web', endpoints)] }));
  const moved = sampleSlice('other', endpoints, { name: 'web-1' });
  const change = network.apply(networkMessage({ endpointSlices: [moved] }));
  expect(change.services).toEqual(new Set(['default/web', 'default/other']));
  expect(network.slicesOf('default/web')).toEqual([]);
  network.apply(networkMessage({ drop: { endpointSlices: ['default/web-1'] } }));
  expect(network.slicesOf('default/other')).toEqual([]);
});

test('a revision that has been reached stays reached', () => {
  const network = new HeldNetwork();
  network.apply(networkMessage({ endpointRevision: 9 }));
  network.apply(networkMessage({ endpointRevision: 3 }));
  expect(network.endpointRevision).toBe(9);
});
