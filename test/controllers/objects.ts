import type { Lease } from '@flotilla/kinds/coordination/v1';
import type { ConfigMap, Event, Namespace, Node, Pod, PodSpec, ServiceAccount } from '@flotilla/kinds/core/v1';
import { formatMicroTime } from '@flotilla/machinery';
import { type Client, resourceType } from '@flotilla/registry';

export const ConfigMaps = resourceType<ConfigMap>('v1', 'ConfigMap');
export const Events = resourceType<Event>('v1', 'Event');
export const Leases = resourceType<Lease>('coordination.k8s.io/v1', 'Lease');
export const Namespaces = resourceType<Namespace>('v1', 'Namespace');
export const Nodes = resourceType<Node>('v1', 'Node');
export const Pods = resourceType<Pod>('v1', 'Pod');
export const ServiceAccounts = resourceType<ServiceAccount>('v1', 'ServiceAccount');

export const namespace = (name: string): Namespace => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

export const configMap = (name: string, finalizers: string[] = []): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'team', name, finalizers },
});

export function node(name: string, allocatable: Record<string, string> = {}): Node {
  const amounts = { cpu: '4', memory: '8Gi', pods: '110', ...allocatable };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: { capacity: amounts, allocatable: amounts, conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

/** Makes a node that takes Pods, where nothing runs that takes the taint of new ones away. */
export async function addNode(client: Client, wanted: Node): Promise<void> {
  await client.create(Nodes, wanted);
  await client.update(Nodes, { name: wanted.metadata.name ?? '' }, (created) => {
    created.spec = { ...created.spec, taints: [] };
  });
}

export interface PodWishes extends Partial<PodSpec> {
  readonly namespace?: string;
  readonly cpu?: string;
}

export function pod(name: string, { namespace = 'default', cpu = '100m', ...spec }: PodWishes = {}): Pod {
  const containers = [{ name: 'main', image: 'example.org/app:1', resources: { requests: { cpu } } }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name }, spec: { containers, ...spec } };
}

export const nodeLease = (name: string): Lease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { namespace: 'kube-node-lease', name },
  spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: formatMicroTime(Date.now()) },
});
