import type { Affinity, PodTemplateSpec, Toleration } from '@flotilla/kinds/core/v1';

export const HASH_LABEL = 'controller-revision-hash';
const GENERATION_LABEL = 'pod-template-generation';

/** Taints that a daemon does not mind: it belongs to its node in whatever state that is. */
const TOLERATED: readonly Toleration[] = [
  ...['not-ready', 'unreachable'].map((state) => tolerationOf(state, 'NoExecute')),
  ...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map((state) =>
    tolerationOf(state, 'NoSchedule'),
  ),
];

function tolerationOf(state: string, effect: string): Toleration {
  return { key: `node.kubernetes.io/${state}`, operator: 'Exists', effect };
}

/** What its Pods tolerate. Source: Kubernetes documentation, "DaemonSet", Taints and tolerations. */
export function daemonTolerations({ spec }: PodTemplateSpec): Toleration[] {
  const added = spec?.hostNetwork === true ? [tolerationOf('network-unavailable', 'NoSchedule')] : [];
  return [...TOLERATED, ...added].reduce(withToleration, spec?.tolerations ?? []);
}

/** One for the same taint is replaced: a user's that ends after some seconds gives way to one for ever. */
function withToleration(tolerations: Toleration[], next: Toleration): Toleration[] {
  const isSame = ({ key = '', operator = '', effect = '', value = '' }: Toleration): boolean =>
    key === next.key && operator === next.operator && effect === next.effect && value === '';
  const index = tolerations.findIndex(isSame);
  return index < 0 ? [...tolerations, next] : tolerations.with(index, next);
}

export interface DaemonPodWish {
  readonly nodeName: string;
  /** The hash of the revision that the template is from. */
  readonly hash: string;
  /** How often the template has changed, as text; empty where nothing says it. */
  readonly templateGeneration: string;
}

/** The template of the Pod for one node: the scheduler places it there and nowhere else. */
export function daemonTemplate(
  template: PodTemplateSpec,
  { nodeName, hash, templateGeneration }: DaemonPodWish,
): PodTemplateSpec {
  const { metadata, spec } = template;
  const generation = templateGeneration === '' ? {} : { [GENERATION_LABEL]: templateGeneration };
  return {
    metadata: { ...metadata, labels: { ...metadata?.labels, ...generation, [HASH_LABEL]: hash } },
    spec: {
      containers: [],
      ...spec,
      tolerations: daemonTolerations(template),
      affinity: boundTo(nodeName, spec?.affinity),
    },
  };
}

function boundTo(nodeName: string, affinity: Affinity = {}): Affinity {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [nodeName] }];
  return {
    ...affinity,
    nodeAffinity: {
      ...affinity.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
    },
  };
}

/** Whether a Pod is of the template that is asked for now. */
export function isUpToDate(
  { labels = {} }: { readonly labels?: Readonly<Record<string, string>> },
  { hash, templateGeneration }: Omit<DaemonPodWish, 'nodeName'>,
): boolean {
  const isOfGeneration = templateGeneration !== '' && labels[GENERATION_LABEL] === templateGeneration;
  return labels[HASH_LABEL] === hash || isOfGeneration;
}
