import { expect, test } from 'vitest';
import { sampleEndpoint, sampleService, sampleSlice } from '../../testing/sample-network.ts';
import { frontKey, frontsOf } from './front.ts';

const here = sampleEndpoint('10.0.0.2');
const there = sampleEndpoint('10.0.1.2', { node: 'node-2' });
const nodePort = [{ name: 'http', protocol: 'TCP' as const, port: 80, nodePort: 30080 }];
const fronts = (more: Parameters<typeof sampleService>[1], endpoints = [here, there]) =>
  frontsOf({ service: sampleService('web', more), slices: [sampleSlice('web', endpoints)] }, 'node-1').map((front) => ({
    key: frontKey(front),
    masked: front.masked,
    to: front.backends.map(({ address, port }) => `${address}:${port}`),
  }));

test('a Service has a front at its address, at each external one and at its node port', () => {
  const to = ['10.0.0.2:8080', '10.0.1.2:8080'];
  expect(fronts({ address: '10.96.0.1', externalAddresses: ['192.0.2.9'], ports: nodePort })).toEqual([
    { key: '10.96.0.1:TCP:80', masked: false, to },
    { key: '192.0.2.9:TCP:80', masked: true, to },
    { key: ':TCP:30080', masked: true, to },
    { key: '127.0.0.1:TCP:30080', masked: true, to: ['10.0.0.2:8080'] },
  ]);
});

test('a headless Service has none', () => {
  expect(fronts({ headless: true })).toEqual([]);
});

test('a Local policy keeps to the endpoints of this node, which then see their clients', () => {
  expect(fronts({ address: '10.96.0.1', ports: nodePort, externalLocal: true })).toEqual([
    { key: '10.96.0.1:TCP:80', masked: false, to: ['10.0.0.2:8080', '10.0.1.2:8080'] },
    { key: ':TCP:30080', masked: false, to: ['10.0.0.2:8080'] },
    { key: '127.0.0.1:TCP:30080', masked: true, to: ['10.0.0.2:8080'] },
  ]);
  expect(fronts({ address: '10.96.0.1', internalLocal: true })[0]?.to).toEqual(['10.0.0.2:8080']);
});

test('endpoints that are not ready get nothing, unless all that still answer are ending', () => {
  const ending = { ...here, ready: false, terminating: true };
  const broken = { ...there, ready: false, serving: false };
  expect(fronts({ address: '10.96.0.1' }, [ending, there])[0]?.to).toEqual(['10.0.1.2:8080']);
  expect(fronts({ address: '10.96.0.1' }, [ending, broken])[0]?.to).toEqual(['10.0.0.2:8080']);
});

test('a port finds its endpoints by name and protocol', () => {
  const ports = [{ name: 'other', protocol: 'TCP' as const, port: 81 }];
  expect(fronts({ address: '10.96.0.1', ports })[0]?.to).toEqual([]);
});
