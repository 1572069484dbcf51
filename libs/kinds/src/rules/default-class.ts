import type { KubernetesObject } from '@flotilla/machinery';

const marks = [
  'ingressclass.kubernetes.io/is-default-class',
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export function isDefaultClass({ metadata: { annotations = {} } }: Pick<KubernetesObject, 'metadata'>): boolean {
  return marks.some((mark) => annotations[mark] === 'true');
}

/**
 * The class of claims, and of Ingresses, that name none: of several the newest. Source: Kubernetes documentation, "Storage
 * Classes" and "Default IngressClass".
 */
export function defaultClassOf(classes: Iterable<Pick<KubernetesObject, 'metadata'>>): string | undefined {
  const marked = [...classes].filter(isDefaultClass).map(({ metadata }) => metadata);
  const [newest] = marked.toSorted((left, right) => age(right) - age(left) || compare(left.name, right.name));
  return newest?.name;
}

const age = ({ creationTimestamp }: KubernetesObject['metadata']): number => Date.parse(creationTimestamp ?? '') || 0;

const compare = (left = '', right = ''): number => (left < right ? -1 : 1);
