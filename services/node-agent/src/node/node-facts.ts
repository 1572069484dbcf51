import type { NodeAddress, NodeSystemInfo } from '@flotilla/kinds/core/v1';

/** What a node has and is, apart from how it is doing. Amounts are quantities. */
export interface NodeFacts {
  readonly name: string;
  readonly addresses: readonly NodeAddress[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly capacity: Readonly<Record<string, string>>;
  /** What is left for Pods. */
  readonly allocatable: Readonly<Record<string, string>>;
  readonly info: NodeSystemInfo;
}

/** The version of the API that a node speaks, as `kubectl get nodes` shows it. */
export const nodeVersion = 'v1.36.3';

/** How many Pods a node takes: upstream's default. */
export const podsPerNode = 110;

/** The labels that every node has. Source: Kubernetes documentation, "Well-Known Labels, Annotations and Taints". */
export function nodeLabels(name: string, architecture: string): Record<string, string> {
  return {
    'beta.kubernetes.io/arch': architecture,
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': architecture,
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
  };
}
