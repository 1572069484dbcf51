import type { PriorityClass } from '../../generated/types/scheduling-v1.ts';

/** The classes that every cluster has. Source: Kubernetes documentation, "Guaranteed Scheduling For Critical Add-On Pods". */
export const systemPriorityClasses: readonly PriorityClass[] = [
  systemClass(
    'system-node-critical',
    2_000_001_000,
    'Used for system critical pods that must not be moved from their current node.',
  ),
  systemClass(
    'system-cluster-critical',
    2_000_000_000,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ),
];

/** Whether nobody but the system may name a class so. */
export const isSystemName = (name: string): boolean => name.startsWith('system-');

function systemClass(name: string, value: number, description: string): PriorityClass {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, description };
}
