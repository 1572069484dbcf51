import { forbiddenError } from '@flotilla/machinery';

/**
 * What a node may say of itself under Kubernetes' own label domains; under all others it may say what it likes. Pods
 * that must keep off a node that is not trusted can be kept off by the rest. Source: Kubernetes documentation,
 * "Using Admission Controllers", NodeRestriction.
 */
const OWN_LABELS: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
]);
const OWN_DOMAINS: readonly string[] = ['kubelet.kubernetes.io', 'node.kubernetes.io'];
const RESTRICTED_DOMAINS: readonly string[] = ['kubernetes.io', 'k8s.io'];

/** Throws 403 for labels that are not a node's to set. */
export function requireOwnLabels(node: string, labels: Readonly<Record<string, string>>): void {
  const foreign = Object.keys(labels).filter((label) => !isOwn(label));
  if (foreign.length === 0) return;
  const why = `is not allowed to set the following labels: ${foreign.join(', ')}`;
  throw forbiddenError({ group: '', name: 'nodes' }, node, why);
}

function isOwn(label: string): boolean {
  const [domain = ''] = label.includes('/') ? label.split('/') : [];
  const isUnder = (parent: string): boolean => domain === parent || domain.endsWith(`.${parent}`);
  return OWN_LABELS.has(label) || OWN_DOMAINS.some(isUnder) || !RESTRICTED_DOMAINS.some(isUnder);
}
