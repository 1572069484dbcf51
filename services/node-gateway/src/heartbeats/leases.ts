import { createControllerClient } from '@flotilla/controller';
import type { Lease } from '@flotilla/kinds/coordination/v1';
import { formatMicroTime, isStatus } from '@flotilla/machinery';
import { type Registry, resourceType } from '@flotilla/registry';
import type { Guard } from '@flotilla/store';
import { Nodes } from '../mailbox/wanted.ts';

/** The Leases that say to everyone else that nodes are alive. */
export interface NodeLeases {
  renew(node: string, nowMs: number): Promise<void>;
}

export interface NodeLeasesDeps {
  readonly registry: Registry;
  guards(): readonly Guard[];
}

const Leases = resourceType<Lease>('coordination.k8s.io/v1', 'Lease');
const NAMESPACE = 'kube-node-lease';
/** Source: the kubelet's default, nodeLeaseDurationSeconds. */
const LEASE_SECONDS = 40;

export function createNodeLeases({ registry, guards }: NodeLeasesDeps): NodeLeases {
  const client = createControllerClient(registry, { name: 'system:node-gateway', fieldManager: 'kubelet', guards });
  /** A Lease goes with its Node; there is none before the node has registered. */
  const create = async (node: string, spec: Lease['spec']): Promise<void> => {
    const uid = (await client.get(Nodes, { name: node }))?.metadata.uid;
    if (uid === undefined) return;
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name: node, uid }];
    const metadata = { namespace: NAMESPACE, name: node, ownerReferences };
    await client.create(Leases, { apiVersion: Leases.apiVersion, kind: Leases.kind, metadata, spec });
  };
  return {
    async renew(node, nowMs) {
      const renewTime = formatMicroTime(nowMs);
      const spec = { holderIdentity: node, leaseDurationSeconds: LEASE_SECONDS, renewTime };
      try {
        await client.update(Leases, { namespace: NAMESPACE, name: node }, (lease) => {
          lease.spec = spec;
        });
      } catch (error) {
        if (!isStatus(error, 'NotFound')) throw error;
        await create(node, spec);
      }
    },
  };
}
