import type { KubernetesObject } from '@flotilla/machinery';
import type { Node } from '../../generated/types/core-v1.ts';

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' } as const;

/**
 * Keeps Pods from a new node until its state is known: the node life cycle takes the taint away. Source:
 * TaintNodesByCondition admission.
 */
export function taintNew(node: KubernetesObject): void {
  const { taints = [], ...spec } = (node as Node).spec ?? {};
  if (taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect)) return;
  (node as Node).spec = { ...spec, taints: [...taints, { ...notReady }] };
}
