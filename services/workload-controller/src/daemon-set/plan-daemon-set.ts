import { isAvailable } from '@flotilla/controller';
import { isGoing } from '../objects/workload-pod.ts';
import type { DaemonFit } from './daemon-fit.ts';
import { type DaemonPod, oldestFirst } from './daemon-pod.ts';
import { type NodeDaemons, type Replacement, replaceSurging, replaceUnavailable } from './plan-replacement.ts';

/** How a DaemonSet gets from one template to the next. */
export interface DaemonRules {
  readonly minReadySeconds: number;
  /** Absent where Pods get a new template only when somebody deletes them. */
  readonly rolling: { readonly maxUnavailable: number; readonly maxSurge: number } | undefined;
}

export interface DaemonState {
  /** The fit of every node there is, by its name. */
  readonly nodes: ReadonlyMap<string, DaemonFit>;
  readonly pods: readonly DaemonPod[];
  /** How long a failed Pod on this node is to stay, so that one that always fails is not made again all the time. */
  patienceMs(nodeName: string): number;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export type DaemonStep =
  | { readonly type: 'create'; readonly nodeName: string }
  | { readonly type: 'delete'; readonly pod: DaemonPod; readonly why: 'failed' | 'succeeded' | 'surplus' };

export interface DaemonPlan {
  readonly steps: readonly DaemonStep[];
  /** When a failed Pod may go; undefined where none waits. */
  readonly againAfterMs: number | undefined;
}

/**
 * What to do next: first that each node has what it should, one Pod at most, or two where a surge is on; only when
 * nothing is left to do there, that Pods of an older template are replaced.
 * Source: Kubernetes documentation, "DaemonSet" and "Perform a Rolling Update on a DaemonSet".
 */
export function planDaemonSet(rules: DaemonRules, state: DaemonState): DaemonPlan {
  const daemons = daemonsByNode(state);
  const managed = [...daemons].map(([nodeName, pods]) => manageNode({ rules, state, nodeName, pods }));
  const waits = managed.flatMap(({ waitMs }) => waitMs ?? []);
  const againAfterMs = waits.length === 0 ? undefined : Math.min(...waits);
  const steps = managed.flatMap((each) => each.steps);
  if (steps.length > 0) return { steps, againAfterMs };
  return { steps: replace(rules, state, daemons), againAfterMs };
}

/** The Pods of each node that is there or that Pods ask for; not those that have ended and are about to vanish. */
export function daemonsByNode({ nodes, pods }: Pick<DaemonState, 'nodes' | 'pods'>): Map<string, DaemonPod[]> {
  const daemons = new Map<string, DaemonPod[]>([...nodes.keys()].map((name) => [name, []]));
  for (const pod of pods) {
    const hasEnded = pod.phase === 'Failed' || pod.phase === 'Succeeded';
    if (pod.targetNode === '' || (hasEnded && isGoing(pod))) continue;
    daemons.set(pod.targetNode, [...(daemons.get(pod.targetNode) ?? []), pod]);
  }
  return daemons;
}

interface NodeState {
  readonly rules: DaemonRules;
  readonly state: DaemonState;
  readonly nodeName: string;
  readonly pods: readonly DaemonPod[];
}

interface Managed {
  readonly steps: readonly DaemonStep[];
  readonly waitMs?: number | undefined;
}

function manageNode(node: NodeState): Managed {
  const { state, nodeName, pods } = node;
  const fit = state.nodes.get(nodeName);
  const staying = pods.filter((pod) => !isGoing(pod));
  // Nobody else deletes a Pod that waits for a node which is gone.
  if (fit === undefined) return { steps: staying.filter((pod) => pod.nodeName === '').map(surplus) };
  if (fit.starts && pods.length === 0) return { steps: [{ type: 'create', nodeName }] };
  if (!fit.stays) return { steps: staying.map(surplus) };
  const running = staying.filter(({ phase }) => phase !== 'Failed' && phase !== 'Succeeded');
  const ended = clearEnded(node, staying);
  return { ...ended, steps: [...ended.steps, ...prune(node, fit, oldestFirst(running))] };
}

function surplus(pod: DaemonPod): DaemonStep {
  return { type: 'delete', pod, why: 'surplus' };
}

/** Pods that have ended make room for another. */
function clearEnded({ state, nodeName }: NodeState, pods: readonly DaemonPod[]): Managed {
  const failed = pods.filter(({ phase }) => phase === 'Failed');
  const succeeded = pods.filter(({ phase }) => phase === 'Succeeded');
  const patienceMs = failed.length === 0 ? 0 : state.patienceMs(nodeName);
  const steps: DaemonStep[] = succeeded.map((pod) => ({ type: 'delete', pod, why: 'succeeded' }));
  if (patienceMs > 0) return { steps, waitMs: patienceMs };
  return { steps: [...steps, ...failed.map((pod): DaemonStep => ({ type: 'delete', pod, why: 'failed' }))] };
}

/** One Pod a node, or an old and a new one while the new one is not yet there for it. `running`: the oldest first. */
function prune({ rules, state, nodeName }: NodeState, fit: DaemonFit, running: readonly DaemonPod[]): DaemonStep[] {
  const maxSurge = rules.rolling?.maxSurge ?? 0;
  if (maxSurge === 0) return running.slice(1).map(surplus);
  if (running.length === 0) return fit.starts ? [{ type: 'create', nodeName }] : [];
  if (running.length === 1) return [];
  const fresh = running.find((pod) => pod.isUpToDate);
  const old = running.find((pod) => !pod.isUpToDate);
  const others = running.filter((pod) => pod !== fresh && pod !== old).map(surplus);
  if (fresh === undefined || old === undefined) return others;
  const isReplaced = !old.isReady || isAvailable(fresh, rules.minReadySeconds, state.nowMs);
  return isReplaced ? [...others, surplus(old)] : others;
}

function replace(
  { rolling, minReadySeconds }: DaemonRules,
  { nodes, nowMs }: DaemonState,
  daemons: ReadonlyMap<string, readonly DaemonPod[]>,
): DaemonStep[] {
  if (rolling === undefined) return [];
  const isThere = (pod: DaemonPod): boolean => isAvailable(pod, minReadySeconds, nowMs);
  const wanted = [...daemons]
    .filter(([name, pods]) => pods.length > 0 || nodes.get(name)?.starts)
    .map(([nodeName, pods]): NodeDaemons => {
      const staying = pods.filter((pod) => !isGoing(pod));
      const [fresh, old] = [staying.filter((pod) => pod.isUpToDate), staying.filter((pod) => !pod.isUpToDate)];
      return { nodeName, starts: nodes.get(nodeName)?.starts ?? false, fresh, old };
    });
  const { remove, create }: Replacement =
    rolling.maxSurge === 0
      ? replaceUnavailable(wanted, rolling.maxUnavailable, isThere)
      : replaceSurging(wanted, rolling.maxSurge, isThere);
  return [...remove.map(surplus), ...create.map((nodeName): DaemonStep => ({ type: 'create', nodeName }))];
}
