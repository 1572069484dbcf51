import type {
  GatewayAnswer,
  GoneMessage,
  PodName,
  RegisterMessage,
  ReportMessage,
  VolumeGoneMessage,
} from '@flotilla/bus';
import { createControllerClient } from '@flotilla/controller';
import { localVolumes } from '@flotilla/kinds';
import type { Node, NodeStatus, Pod, PodStatus } from '@flotilla/kinds/core/v1';
import { isStatus } from '@flotilla/machinery';
import type { Client, Registry } from '@flotilla/registry';
import type { Guard } from '@flotilla/store';
import type { Telemetry } from '@flotilla/telemetry';
import { Nodes, Pods, Volumes } from '../mailbox/wanted.ts';
import { requireOwnLabels } from './node-labels.ts';
import { mergeNodeStatus } from './node-status.ts';
import { mergeStatus } from './pod-status.ts';

/** Takes what nodes report, checks that it is theirs to say, and writes it under the node's own name. */
export interface Reports {
  register(node: string, message: RegisterMessage): Promise<GatewayAnswer>;
  report(node: string, message: ReportMessage): Promise<GatewayAnswer>;
  gone(node: string, message: GoneMessage): Promise<GatewayAnswer>;
  volumeGone(node: string, message: VolumeGoneMessage): Promise<GatewayAnswer>;
}

export interface ReportsDeps {
  readonly registry: Registry;
  readonly telemetry: Telemetry;
  guards(): readonly Guard[];
}

const STORED: GatewayAnswer = { outcome: 'stored' };
const UNKNOWN: GatewayAnswer = { outcome: 'unknown-pod' };

export function createReports({ registry, telemetry, guards }: ReportsDeps): Reports {
  const clientOf = (node: string): Client =>
    createControllerClient(registry, { name: `system:node:${node}`, fieldManager: 'kubelet', guards });
  const within = <T>(name: string, traceparent: string | undefined, work: () => Promise<T>): Promise<T> =>
    traceparent === undefined ? work() : telemetry.span(name, { parent: traceparent }, work);
  return {
    register: (node, message) => answered(() => register(clientOf(node), node, message)),
    report: (node, { pod, status, traceparent }) =>
      within('pod status', traceparent, () => answered(() => report(clientOf(node), node, { pod, status }))),
    gone: (node, { pod, traceparent }) =>
      within('pod gone', traceparent, () => answered(() => gone(clientOf(node), node, pod))),
    volumeGone: (node, volume) => answered(() => volumeGone(clientOf(node), node, volume)),
  };
}

/** Throws what may pass. */
async function answered(work: () => Promise<GatewayAnswer>): Promise<GatewayAnswer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotThisPod) return UNKNOWN;
    if (isStatus(error, 'Invalid', 'BadRequest', 'Forbidden')) return { outcome: 'refused', why: error.message };
    throw error;
  }
}

async function register(client: Client, name: string, message: RegisterMessage): Promise<GatewayAnswer> {
  const labels = { ...message.labels };
  requireOwnLabels(name, labels);
  const annotations = ownAnnotations(message);
  const reported = message.status as NodeStatus;
  if (
    await create(client, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels, annotations },
      spec: {},
      status: reported,
    })
  ) {
    return STORED;
  }
  await client.update(Nodes, { name }, (node) => {
    node.metadata.labels = { ...node.metadata.labels, ...labels };
    if (Object.keys(annotations).length > 0)
      node.metadata.annotations = { ...node.metadata.annotations, ...annotations };
  });
  await client.updateStatus(Nodes, { name }, (node) => {
    node.status = mergeNodeStatus(node.status ?? {}, reported);
  });
  return STORED;
}

/** Where it keeps volumes is all that a node says of itself by annotations. */
function ownAnnotations({ annotations = {} }: RegisterMessage): Record<string, string> {
  const folder = annotations[localVolumes.folder];
  return folder === undefined ? {} : { [localVolumes.folder]: folder };
}

/** False where there is one already. */
async function create(client: Client, node: Node & { metadata: { name: string } }): Promise<boolean> {
  if ((await client.get(Nodes, node.metadata)) !== undefined) return false;
  try {
    await client.create(Nodes, { ...node });
    return true;
  } catch (error) {
    if (isStatus(error, 'AlreadyExists')) return false;
    throw error;
  }
}

async function report(
  client: Client,
  node: string,
  { pod, status }: Pick<ReportMessage, 'pod' | 'status'>,
): Promise<GatewayAnswer> {
  try {
    await client.updateStatus(Pods, pod, (present) => {
      requireOwn(present, node, pod);
      present.status = mergeStatus(present.status ?? {}, status as PodStatus);
    });
    return STORED;
  } catch (error) {
    if (isStatus(error, 'NotFound')) return UNKNOWN;
    throw error;
  }
}

/** A Pod that is being deleted is removed once its node has let go of it. */
async function gone(client: Client, node: string, pod: PodName): Promise<GatewayAnswer> {
  const present = await client.get(Pods, pod);
  if (present === undefined) return UNKNOWN;
  requireOwn(present, node, pod);
  if (present.metadata.deletionTimestamp === undefined) return STORED;
  await client.delete(Pods, pod, { gracePeriodSeconds: 0, preconditions: { uid: pod.uid } });
  return STORED;
}

/** A deleted volume may go once its node has removed what it held. */
async function volumeGone(client: Client, node: string, { name, uid }: VolumeGoneMessage): Promise<GatewayAnswer> {
  try {
    await client.update(Volumes, { name }, ({ metadata }) => {
      const isOwn = metadata.uid === uid && metadata.annotations?.[localVolumes.node] === node;
      if (!isOwn || metadata.deletionTimestamp === undefined) return;
      metadata.finalizers = (metadata.finalizers ?? []).filter((one) => one !== localVolumes.finalizer);
    });
    return STORED;
  } catch (error) {
    if (isStatus(error, 'NotFound')) return UNKNOWN;
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
