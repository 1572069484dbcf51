import { checkLabelKey, invalid } from '@flotilla/machinery';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach } from '../../rules/field-rules.ts';

const counts = ['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'];
const claims = ['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'];
const ofContainers = ['cpu', 'memory', 'ephemeral-storage'];
const wholeNumbers = new Set([...counts, ...claims]);
const standard = new Set([
  ...wholeNumbers,
  ...ofContainers,
  ...ofContainers.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  'storage',
  'requests.storage',
]);

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** A resource of Kubernetes' own, against one that a device plugin names. */
export function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Whether a node may promise more of it than it has. */
export function allowsOvercommit(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

/** `example.com/gpu`. */
export function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return checkLabelKey(`requests.${name}`).length === 0;
}

/** Whether only whole numbers of it make sense. */
export function isCounted(name: string): boolean {
  return wholeNumbers.has(name) || isExtended(name);
}

/** The resources that a Pod may name for all its containers together. */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || isHugePages(name);
}

export function* resourceName(field: string, name: string): FieldErrors {
  const complaints = checkLabelKey(name);
  yield* invalidEach(field, name, complaints);
  const isStandard = standard.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-');
  if (complaints.length === 0 && !name.includes('/') && !isStandard) {
    yield invalid(field, name, 'must be a standard resource type or fully qualified');
  }
}

export function* containerResourceName(field: string, name: string): FieldErrors {
  yield* resourceName(field, name);
  if (!name.includes('/')) {
    const isStandard = ofContainers.includes(name) || isHugePages(name);
    if (!isStandard) yield invalid(field, name, 'must be a standard resource for containers');
  } else if (!isNative(name) && !isExtended(name)) {
    yield invalid(field, name, "doesn't follow extended resource name standard");
  }
}
