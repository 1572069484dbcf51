import type { Quantity } from '@flotilla/machinery';
import { addQuantities, compareQuantities, parseQuantity } from '@flotilla/machinery';
import type { Container, PodSpec } from '../../generated/types/core-v1.ts';
import { isPodLevelResource } from '../resource/resource-names.ts';
import { isSidecar } from './containers.ts';

/** Amounts by resource name: `cpu`, `memory`, `hugepages-2Mi`. */
export type ResourceAmounts = Map<string, Quantity>;

/** What a Pod's containers need together, at the moment when they need most. Source: KEP-753, sidecar containers. */
export function containersNeed(spec: PodSpec, of: 'requests' | 'limits'): ResourceAmounts {
  const running: ResourceAmounts = new Map();
  for (const container of spec.containers ?? []) add(running, amountsOf(container, of));
  const sidecars: ResourceAmounts = new Map();
  const starting: ResourceAmounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container, of);
    if (isSidecar(container)) {
      add(running, own);
      add(sidecars, own);
      raise(starting, sidecars);
    } else {
      add(own, sidecars);
      raise(starting, own);
    }
  }
  raise(running, starting);
  return running;
}

/**
 * What a Pod takes of its node: its own requests where it names any, else its containers', and the overhead of its
 * runtime class.
 */
export function podRequests(spec: PodSpec): ResourceAmounts {
  const requests = containersNeed(spec, 'requests');
  for (const [name, amount] of toAmounts(spec.resources?.requests)) {
    if (isPodLevelResource(name)) requests.set(name, amount);
  }
  add(requests, toAmounts(spec.overhead));
  return requests;
}

export function toAmounts(list: Readonly<Record<string, string | number>> | undefined): ResourceAmounts {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(String(text))]));
}

function amountsOf(container: Container, of: 'requests' | 'limits'): ResourceAmounts {
  return toAmounts(container.resources?.[of]);
}

function add(total: ResourceAmounts, more: ResourceAmounts): void {
  for (const [name, amount] of more) {
    const before = total.get(name);
    total.set(name, before === undefined ? amount : addQuantities(before, amount));
  }
}

function raise(total: ResourceAmounts, to: ResourceAmounts): void {
  for (const [name, amount] of to) {
    const before = total.get(name);
    if (before === undefined || compareQuantities(amount, before) > 0) total.set(name, amount);
  }
}
