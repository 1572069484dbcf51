import type { NetworkService } from '@flotilla/bus';
import { expect, test } from 'vitest';
import { samplePod } from '../../testing/sample-pod.ts';
import { serviceVariables } from './service-variables.ts';

const service = (namespace: string, name: string, address: string): NetworkService => ({
  namespace,
  name,
  revision: 1,
  address,
  externalAddresses: [],
  ports: [
    { name: 'http', protocol: 'TCP', port: 80 },
    { name: '', protocol: 'UDP', port: 53 },
  ],
});
const services = [
  service('default', 'my-web', '10.96.0.2'),
  service('default', 'kubernetes', '10.96.0.1'),
  service('team', 'other', '10.96.0.3'),
];
const hosts = (pod = samplePod()) => serviceVariables(pod, services).filter(([name]) => name.endsWith('_SERVICE_HOST'));

test('a Service is told by its address and ports, also in the old form of links', () => {
  const variables = Object.fromEntries(serviceVariables(samplePod(), services.slice(0, 1)));
  expect(variables).toEqual({
    MY_WEB_SERVICE_HOST: '10.96.0.2',
    MY_WEB_SERVICE_PORT: '80',
    MY_WEB_SERVICE_PORT_HTTP: '80',
    MY_WEB_PORT: 'tcp://10.96.0.2:80',
    MY_WEB_PORT_80_TCP: 'tcp://10.96.0.2:80',
    MY_WEB_PORT_80_TCP_PROTO: 'tcp',
    MY_WEB_PORT_80_TCP_PORT: '80',
    MY_WEB_PORT_80_TCP_ADDR: '10.96.0.2',
    MY_WEB_PORT_53_UDP: 'udp://10.96.0.2:53',
    MY_WEB_PORT_53_UDP_PROTO: 'udp',
    MY_WEB_PORT_53_UDP_PORT: '53',
    MY_WEB_PORT_53_UDP_ADDR: '10.96.0.2',
  });
});

test('a Pod is told of its own namespace and of the API, and of the API only where it wants no links', () => {
  expect(hosts()).toEqual([
    ['MY_WEB_SERVICE_HOST', '10.96.0.2'],
    ['KUBERNETES_SERVICE_HOST', '10.96.0.1'],
  ]);
  expect(hosts(samplePod({ spec: { enableServiceLinks: false } }))).toEqual([['KUBERNETES_SERVICE_HOST', '10.96.0.1']]);
});

test('a Service without an address is not told, and none is before all are known', () => {
  const { address: _, ...headless } = service('default', 'headless', '');
  expect(serviceVariables(samplePod(), [headless])).toEqual([]);
  expect(() => serviceVariables(samplePod(), undefined)).toThrow('services have not yet been read at least once');
});
