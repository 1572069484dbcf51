import type { GatewayAnswer, GoneMessage, PodName, RegisterMessage, ReportMessage } from '@flotilla/bus';
import { createControllerClient } from '@flotilla/controller';
import type { Node, NodeStatus, Pod, PodStatus } from '@flotilla/kinds/core/v1';
import { isStatus } from '@flotilla/machinery';
import type { Client, Registry } from '@flotilla/registry';
import type { Guard } from '@flotilla/store';
import type { Telemetry } from '@flotilla/telemetry';
import { Nodes, Pods } from '../mailbox/wanted.ts';
import { mergeNodeStatus } from './node-status.ts';
import { mergeStatus } from './pod-status.ts';

/** Takes what nodes report, checks that it is theirs to say, and writes it under the node's own name. */
export interface Reports {
  register(node: string, message: RegisterMessage): Promise<GatewayAnswer>;
  report(node: string, message: ReportMessage): Promise<GatewayAnswer>;
  gone(node: string, message: GoneMessage): Promise<GatewayAnswer>;
}

export interface ReportsDeps {
  readonly registry: Registry;
  readonly telemetry: Telemetry;
  guards(): readonly Guard[];
}

const STORED: GatewayAnswer = { outcome: 'stored' };
const UNKNOWN: GatewayAnswer = { outcome: 'unknown-pod' };

export function createReports({ registry, telemetry, guards }: ReportsDeps): Reports {
  const clients = new Map<string, Client>();
  const clientOf = (node: string): Client => {
    const client =
      clients.get(node) ??
      createControllerClient(registry, { name: `system:node:${node}`, fieldManager: 'kubelet', guards });
    clients.set(node, client);
    return client;
  };
  const within = <T>(name: string, traceparent: string | undefined, work: () => Promise<T>): Promise<T> =>
    traceparent === undefined ? work() : telemetry.span(name, { parent: traceparent }, work);
  return {
    register: (node, message) => register(clientOf(node), node, message),
    report: (node, { pod, status, traceparent }) =>
      within('pod status', traceparent, () => report(clientOf(node), node, pod, status)),
    gone: (node, { pod, traceparent }) => within('pod gone', traceparent, () => gone(clientOf(node), node, pod)),
  };
}

async function register(client: Client, name: string, { labels, status }: RegisterMessage): Promise<GatewayAnswer> {
  const reported = status as NodeStatus;
  const present = await client.get(Nodes, { name });
  if (present === undefined) {
    const node: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {}, status: reported };
    await client.create(Nodes, node as typeof Nodes.objects & object);
    return STORED;
  }
  await client.update(Nodes, { name }, (node) => {
    node.metadata.labels = { ...node.metadata.labels, ...labels };
  });
  await client.updateStatus(Nodes, { name }, (node) => {
    node.status = mergeNodeStatus(node.status ?? {}, reported);
  });
  return STORED;
}

async function report(
  client: Client,
  node: string,
  pod: PodName,
  status: ReportMessage['status'],
): Promise<GatewayAnswer> {
  try {
    await client.updateStatus(Pods, pod, (present) => {
      requireOwn(present, node, pod);
      present.status = mergeStatus(present.status ?? {}, status as PodStatus);
    });
    return STORED;
  } catch (error) {
    if (error instanceof NotThisPod || isStatus(error, 'NotFound')) return UNKNOWN;
    throw error;
  }
}

/** A Pod that is being deleted is removed once its node has let go of it. */
async function gone(client: Client, node: string, pod: PodName): Promise<GatewayAnswer> {
  try {
    const present = await client.get(Pods, pod);
    if (present === undefined) return UNKNOWN;
    requireOwn(present, node, pod);
    if (present.metadata.deletionTimestamp === undefined) return STORED;
    await client.delete(Pods, pod, { gracePeriodSeconds: 0, preconditions: { uid: pod.uid } });
    return STORED;
  } catch (error) {
    if (error instanceof NotThisPod || isStatus(error, 'Conflict')) return UNKNOWN;
    throw error;
  }
}

class NotThisPod extends Error {
  override readonly name = 'NotThisPod';
}

/** A node may speak of its own Pods only. */
function requireOwn(present: Pod, node: string, { uid }: PodName): void {
  if (present.metadata?.uid !== uid || present.spec?.nodeName !== node) throw new NotThisPod();
}
