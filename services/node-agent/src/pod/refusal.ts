import type { Taint } from '@flotilla/kinds/core/v1';
import {
  hostPortsOf,
  isTolerated,
  nodeMatches,
  podRequests,
  portsConflict,
  type ResourceAmounts,
  toAmounts,
} from '@flotilla/kinds/node';
import { milliValueOf, type Quantity, wholeValueOf } from '@flotilla/machinery';
import type { StoredPod } from './stored-pod.ts';

/** Why a node does not take a Pod on. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

/** A node as a Pod finds it that comes to it. */
export interface NodePlace {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Quantities. */
  readonly allocatable: Readonly<Record<string, string>>;
  /** Those that have begun and are not over. */
  readonly pods: readonly StoredPod[];
}

/**
 * Undefined where the node takes the Pod on. Of several reasons the first counts, in upstream's order. Source: the
 * reference's kubelet, admission by predicates.
 */
export function refusalOf(pod: StoredPod, place: NodePlace): Refusal | undefined {
  return lackOf(pod, place) ?? mismatchOf(pod, place) ?? conflictOf(pod, place) ?? taintOf(pod, place);
}

/** They are looked at before all others. */
const FIRST = ['pods', 'cpu', 'memory', 'ephemeral-storage'];

function lackOf({ spec }: StoredPod, { allocatable, pods }: NodePlace): Refusal | undefined {
  const capacities = toAmounts(allocatable);
  const requests = requestsOf(spec);
  const others = pods.map((pod) => requestsOf(pod.spec));
  for (const name of new Set([...FIRST, ...requests.keys()])) {
    const requested = plain(requests, name);
    const used = others.reduce((sum, other) => sum + plain(other, name), 0);
    const capacity = plain(capacities, name);
    if (requested === 0 || requested <= capacity - used) continue;
    // What the node knows nothing of may be the cluster's to give.
    if (name.includes('/') && !capacities.has(name)) continue;
    const amounts = `requested: ${requested}, used: ${used}, capacity: ${capacity}`;
    return { reason: `OutOf${name}`, message: `Node didn't have enough resource: ${name}, ${amounts}` };
  }
  return undefined;
}

function requestsOf(spec: StoredPod['spec']): ResourceAmounts {
  return new Map([...podRequests(spec), ...toAmounts({ pods: 1 })]);
}

/** CPU in thousandths, everything else in whole units. */
function plain(amounts: ReadonlyMap<string, Quantity>, name: string): number {
  const amount = amounts.get(name);
  if (amount === undefined) return 0;
  return name === 'cpu' ? milliValueOf(amount) : wholeValueOf(amount);
}

function mismatchOf({ spec }: StoredPod, place: NodePlace): Refusal | undefined {
  const { nodeSelector, affinity } = spec;
  if (nodeMatches({ nodeSelector, nodeAffinity: affinity?.nodeAffinity }, place)) return undefined;
  return failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
}

function conflictOf({ spec }: StoredPod, { pods }: NodePlace): Refusal | undefined {
  const wanted = hostPortsOf(spec);
  const isTaken = pods.some((pod) =>
    hostPortsOf(pod.spec).some((port) => wanted.some((own) => portsConflict(own, port))),
  );
  return isTaken ? failed('NodePorts', "node(s) didn't have free ports for the requested pod ports") : undefined;
}

/** Only what would drive it out again keeps a Pod off that is bound already. */
function taintOf({ spec }: StoredPod, { taints }: NodePlace): Refusal | undefined {
  const { tolerations = [] } = spec;
  const isTainted = taints.some((taint) => taint.effect === 'NoExecute' && !isTolerated(tolerations, taint));
  return isTainted ? failed('TaintToleration', "node(s) had taints that the pod didn't tolerate") : undefined;
}

function failed(predicate: string, why: string): Refusal {
  return { reason: predicate, message: `Predicate ${predicate} failed: ${why}` };
}
