import type { Container, ResourceFieldSelector } from '@flotilla/kinds/core/v1';
import { milliValueOf, parseQuantity, wholeValueOf } from '@flotilla/machinery';
import type { StoredPod } from '../stored-pod.ts';
import { ConfigurationError } from './errors.ts';

type Amounts = Readonly<Record<string, string>>;

/**
 * A container's request or limit in units of the divisor, rounded up. A limit that is not set is what the node can
 * allocate; a request that is not set is zero. Source: Kubernetes documentation, "Downward API", information available
 * via resourceFieldRef.
 */
export function resourceFieldValue(
  pod: StoredPod,
  container: Container,
  { selector, nodeAllocatable }: { selector: ResourceFieldSelector; nodeAllocatable: Amounts },
): string {
  const { resources = {} } = selectedContainer(pod, container, selector.containerName);
  const [kind, ...rest] = selector.resource.split('.');
  const name = rest.join('.');
  if (kind !== 'limits' && kind !== 'requests') throw unsupported(selector.resource);
  const amount = resources[kind]?.[name] ?? (kind === 'limits' ? nodeAllocatable[name] : undefined) ?? '0';
  return String(inUnits(name, amount, selector.divisor));
}

function selectedContainer(pod: StoredPod, container: Container, name: string | undefined): Container {
  if (!name) return container;
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const found = all.find((candidate) => candidate.name === name);
  if (found === undefined) throw new ConfigurationError(`container ${name} not found`);
  return found;
}

/** A divisor that is not set, or zero, is one. CPU is counted in thousandths, so that a divisor may be one. */
function inUnits(name: string, amount: string, divisor: string | undefined): number {
  const valueIn = name === 'cpu' ? milliValueOf : wholeValueOf;
  const unit = valueIn(parseQuantity(divisor ?? '1')) || valueIn(parseQuantity('1'));
  return Math.ceil(valueIn(parseQuantity(amount)) / unit);
}

function unsupported(resource: string): ConfigurationError {
  return new ConfigurationError(`unsupported container resource : ${resource}`);
}
