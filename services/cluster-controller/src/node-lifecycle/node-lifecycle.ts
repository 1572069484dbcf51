import { type Clock, type Controller, controller, done, type EventRecorder } from '@flotilla/controller';
import { formatTime, isStatus, parsePath } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { withCondition } from '../objects/condition.ts';
import type { Informers } from '../objects/informers.ts';
import { Nodes, Pods } from '../objects/kinds.ts';
import type { NodeView, PodView } from '../objects/projections.ts';
import { NodeHealth } from './node-health.ts';
import { readiness, silentConditions } from './plan-conditions.ts';
import { planTaints } from './plan-taints.ts';

export interface NodeLifecycleDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly events: EventRecorder;
}

export interface GracePeriods {
  /** How long a node may be silent. */
  readonly silentMs: number;
  /** How long a new one may take to report at all. */
  readonly startupMs: number;
}

const LEASES = 'kube-node-lease';

/** Notices nodes that fell silent, and marks nodes by their state so that Pods mind it. */
export function nodeLifecycleController(
  { client, clock, events }: NodeLifecycleDeps,
  { nodes, leases, pods }: Informers,
  grace: GracePeriods,
): Controller {
  const health = new NodeHealth();
  const patienceMs = ({ conditions }: NodeView): number =>
    readiness(conditions) === undefined ? grace.startupMs : grace.silentMs;
  return controller('node-lifecycle')
    .for(nodes)
    .watches(leases, ({ path }) => {
      const { namespace, name } = parsePath(path);
      return namespace === LEASES ? [name] : [];
    })
    .reconciles(async (name, signal) => {
      const node = nodes.get(name);
      if (node === undefined) {
        health.forget(name);
        return done;
      }
      const nowMs = clock.now();
      const seenMs = health.lastSeenMs(node, leases.get(`${LEASES}/${name}`), nowMs);
      const leftMs = seenMs + patienceMs(node) - nowMs;
      const time = formatTime(nowMs);
      const isNews = leftMs <= 0 && readiness(node.conditions) !== 'Unknown';
      // Its Pods first: should this process end in between, the next still finds that there is something to do.
      if (isNews) await loseSight(client, pods.under('node', name), time, signal);
      const conditions = isNews ? await silence(client, node, time) : node.conditions;
      if (isNews) tellNotReady(events, node);
      await taint(client, { ...node, conditions }, time);
      return leftMs > 0 ? { againAfterMs: leftMs } : done;
    });
}

/** Says that nothing is known of the node any more; resolves with its conditions. */
async function silence(client: Client, { name, createdAt }: NodeView, time: string): Promise<NodeView['conditions']> {
  const written = await client.updateStatus(Nodes, { name }, (node) => {
    const conditions = silentConditions(node.status?.conditions ?? [], { createdAt, time });
    node.status = { ...node.status, conditions };
  });
  return written.status?.conditions ?? [];
}

async function taint(client: Client, view: NodeView, time: string): Promise<void> {
  if (planTaints(view, time) === undefined) return;
  await client.update(Nodes, { name: view.name }, (node) => {
    const { taints: present = [], ...spec } = node.spec ?? {};
    const { unschedulable: isUnschedulable = false } = spec;
    const taints = planTaints({ taints: present, conditions: node.status?.conditions ?? [], isUnschedulable }, time);
    if (taints !== undefined) node.spec = taints.length === 0 ? spec : { ...spec, taints };
  });
}

const SETTLED: readonly string[] = ['Succeeded', 'Failed', 'Unknown'];

/**
 * Takes the node's Pods out of service and says that their state is unknown: nobody else can. Their node says how they
 * stand when it is back. Source: Kubernetes documentation, Pod Lifecycle, Pod phase.
 */
async function loseSight(client: Client, pods: readonly PodView[], time: string, signal: AbortSignal): Promise<void> {
  for (const { namespace, name, uid, phase } of pods) {
    if (SETTLED.includes(phase) || signal.aborted) continue;
    try {
      await client.updateStatus(Pods, { namespace, name }, (pod) => {
        const { conditions = [], phase: present = '' } = pod.status ?? {};
        if (pod.metadata.uid !== uid || SETTLED.includes(present)) return;
        const ready = conditions.find(({ type }) => type === 'Ready');
        const next = ready === undefined ? conditions : withCondition(conditions, { ...ready, status: 'False' }, time);
        pod.status = { ...pod.status, phase: 'Unknown', conditions: next };
      });
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
    }
  }
}

function tellNotReady(events: EventRecorder, { name, uid }: NodeView): void {
  events.record(
    { apiVersion: 'v1', kind: 'Node', name, uid },
    { type: 'Normal', reason: 'NodeNotReady', message: `Node ${name} status is now: NodeNotReady` },
  );
}
