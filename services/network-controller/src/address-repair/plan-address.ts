import type { ObjectReference, Service } from '@flotilla/kinds/core/v1';
import type { IPAddress } from '@flotilla/kinds/networking/v1';

export type AddressStep =
  | { readonly type: 'nothing' }
  | { readonly type: 'delete'; readonly uid: string }
  | {
      readonly type: 'create';
      readonly object: IPAddress;
      readonly regarding: ObjectReference;
      readonly message: string;
    };

/** What to do about an address: what is said to be given out, and the Service that should have it. */
export function planAddress(address: string, found: IPAddress | undefined, service: Service | undefined): AddressStep {
  const isHeld = service?.spec?.clusterIPs?.includes(address) ?? false;
  if (found !== undefined) return isHeld ? { type: 'nothing' } : { type: 'delete', uid: found.metadata.uid ?? '' };
  if (service === undefined || !isHeld) return { type: 'nothing' };
  const { namespace = '', name = '', uid = '' } = service.metadata;
  return {
    type: 'create',
    object: addressOf(address, namespace, name),
    regarding: { apiVersion: 'v1', kind: 'Service', namespace, name, uid },
    message: `Cluster IP [IPv4]: ${address} is not allocated; repairing`,
  };
}

function addressOf(address: string, namespace: string, name: string): IPAddress {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: {
      name: address,
      labels: {
        'ipaddress.kubernetes.io/ip-family': 'IPv4',
        'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
      },
    },
    spec: { parentRef: { resource: 'services', namespace, name } },
  };
}
