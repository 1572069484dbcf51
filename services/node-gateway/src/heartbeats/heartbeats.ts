import { createControllerClient } from '@flotilla/controller';
import type { Lease } from '@flotilla/kinds/coordination/v1';
import { formatMicroTime, isStatus } from '@flotilla/machinery';
import type { Logger } from '@flotilla/process';
import { type Client, type Registry, resourceType } from '@flotilla/registry';
import type { Guard } from '@flotilla/store';
import { Nodes } from '../mailbox/wanted.ts';

/** Keeps when each node was last heard in memory, and says so in its Lease now and then. */
export interface Heartbeats {
  beat(node: string): void;
  /** Whether the node was heard within the last so many milliseconds. */
  heard(node: string, withinMs: number): boolean;
  /** Renews the Leases of all nodes heard since the last time. */
  renew(): Promise<void>;
}

export interface HeartbeatsDeps {
  readonly registry: Registry;
  readonly log: Logger;
  guards(): readonly Guard[];
}

const Leases = resourceType<Lease>('coordination.k8s.io/v1', 'Lease');
const NAMESPACE = 'kube-node-lease';
/** Source: the kubelet's default, nodeLeaseDurationSeconds. */
const LEASE_SECONDS = 40;

export function createHeartbeats({ registry, log, guards }: HeartbeatsDeps): Heartbeats {
  const client = createControllerClient(registry, { name: 'system:node-gateway', fieldManager: 'kubelet', guards });
  const heardAt = new Map<string, number>();
  let renewedAt = 0;
  return {
    beat: (node) => void heardAt.set(node, Date.now()),
    heard: (node, withinMs) => Date.now() - (heardAt.get(node) ?? 0) <= withinMs,
    async renew() {
      const since = renewedAt;
      renewedAt = Date.now();
      const nodes = [...heardAt].filter(([, at]) => at > since).map(([node]) => node);
      const failed = (await Promise.allSettled(nodes.map((node) => renewOne(client, node)))).find(isRejected);
      if (failed !== undefined) log.warn('cannot renew node leases', { error: failed.reason });
    },
  };
}

function isRejected(result: PromiseSettledResult<void>): result is PromiseRejectedResult {
  return result.status === 'rejected';
}

async function renewOne(client: Client, node: string): Promise<void> {
  const renewTime = formatMicroTime(Date.now());
  try {
    await client.update(Leases, { namespace: NAMESPACE, name: node }, (lease) => {
      lease.spec = { holderIdentity: node, leaseDurationSeconds: LEASE_SECONDS, renewTime };
    });
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
    await createLease(client, node, renewTime);
  }
}

/** A Lease goes with its Node; there is none before the node has registered. */
async function createLease(client: Client, node: string, renewTime: string): Promise<void> {
  const uid = (await client.get(Nodes, { name: node }))?.metadata.uid;
  if (uid === undefined) return;
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name: node, uid }];
  const spec = { holderIdentity: node, leaseDurationSeconds: LEASE_SECONDS, renewTime };
  const metadata = { namespace: NAMESPACE, name: node, ownerReferences };
  await client.create(Leases, { apiVersion: Leases.apiVersion, kind: Leases.kind, metadata, spec });
}
