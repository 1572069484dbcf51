import type { ContainerPort } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { samplePod } from '../../testing/sample-pod.ts';
import { frontKey } from './front.ts';
import { hostPortFronts } from './host-ports.ts';

const podWith = (ports: ContainerPort[], spec = {}) => samplePod({ containers: [{ name: 'main', ports }], spec });
const keys = (ports: ContainerPort[], spec = {}) =>
  hostPortFronts({ pod: podWith(ports, spec), address: '10.0.0.2' }).map(frontKey);

test('a host port leads from every address of the node, the loopback too, to the Pod', () => {
  expect(hostPortFronts({ pod: podWith([{ containerPort: 8080, hostPort: 80 }]), address: '10.0.0.2' })).toEqual([
    { protocol: 'TCP', port: 80, masked: false, backends: [{ address: '10.0.0.2', port: 8080, local: true }] },
    expect.objectContaining({ address: '127.0.0.1', port: 80, masked: true }),
  ]);
});

test('a host port of one address leads from there alone', () => {
  expect(keys([{ containerPort: 53, hostPort: 53, hostIP: '192.0.2.1', protocol: 'UDP' }])).toEqual([
    '192.0.2.1:UDP:53',
  ]);
});

test('a port that is no host port, or one on the node’s network, needs nothing', () => {
  expect(keys([{ containerPort: 80 }])).toEqual([]);
  expect(keys([{ containerPort: 80, hostPort: 80 }], { hostNetwork: true })).toEqual([]);
});
