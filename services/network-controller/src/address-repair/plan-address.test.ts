import type { Service } from '@flotilla/kinds/core/v1';
import type { IPAddress } from '@flotilla/kinds/networking/v1';
import { expect, test } from 'vitest';
import { planAddress } from './plan-address.ts';

const address = '10.96.0.9';
const found: IPAddress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IPAddress',
  metadata: { name: address, uid: 'u' },
  spec: { parentRef: { resource: 'services', namespace: 'default', name: 'web' } },
};

function service(clusterIP: string): Service {
  const metadata = { namespace: 'default', name: 'web' };
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP, clusterIPs: [clusterIP] } };
}

test.each([
  ['its Service has it', found, service(address), 'nothing'],
  ['its Service has another', found, service('10.96.0.10'), 'delete'],
  ['its Service has gone', found, undefined, 'delete'],
  ['a Service has it and nothing says so', undefined, service(address), 'create'],
  ['nobody has it', undefined, undefined, 'nothing'],
])('an address where %s', (_, ipAddress, holder, expected) => {
  expect(planAddress(address, ipAddress, holder).type).toBe(expected);
});
