import { type Controller, controller, done } from '@flotilla/controller';
import type { Condition } from '@flotilla/kinds/meta/v1';
import type { ServiceCIDR } from '@flotilla/kinds/networking/v1';
import { formatTime, isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { ServiceCidrs } from '../objects/kinds.ts';
import { planRange, RANGE_FINALIZER } from './plan-range.ts';

/** The range that the cluster was made with. */
export const KUBERNETES_RANGE = 'kubernetes';

export interface ServiceRangeOptions {
  readonly range: string;
  readonly now: () => number;
}

/** Says of each range of Services' addresses that it is in use, and lets one go that no address needs. */
export function serviceRangeController(
  client: Client,
  { ranges, addresses }: Informers,
  { range, now }: ServiceRangeOptions,
): Controller {
  const terminating = (): string[] =>
    [...ranges.list()].flatMap(([name, { metadata }]) => (metadata.deletionTimestamp === undefined ? [] : [name]));
  const create = () =>
    client.create(ServiceCidrs, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name: KUBERNETES_RANGE },
      spec: { cidrs: [range] },
    });
  const say = (name: string, condition: Omit<Condition, 'lastTransitionTime'>) =>
    client.updateStatus(ServiceCidrs, { name }, (present) => {
      present.status = { conditions: [{ ...condition, lastTransitionTime: formatTime(now()) }] };
    });
  const setFinalizers = (name: string, finalizers: (present: ServiceCIDR) => string[]) =>
    client.update(ServiceCidrs, { name }, (present) => {
      present.metadata.finalizers = finalizers(present);
    });
  return controller('service-range')
    .for(ranges)
    .watches(addresses, ({ after }) => (after === undefined ? terminating() : []))
    .always(KUBERNETES_RANGE)
    .reconciles(async (name) => {
      const present = ranges.get(name);
      const plan = planRange(present, valuesOf(ranges.list()), keysOf(addresses.list()));
      try {
        if (present === undefined && name === KUBERNETES_RANGE) await create();
        if (plan.holds) await setFinalizers(name, ({ metadata }) => [...(metadata.finalizers ?? []), RANGE_FINALIZER]);
        if (plan.condition !== undefined) await say(name, plan.condition);
        if (plan.releases) await setFinalizers(name, withoutOwn);
      } catch (error) {
        // Another was first: the caches will say so.
        if (!isStatus(error, 'AlreadyExists', 'NotFound')) throw error;
      }
      return done;
    });
}

function* valuesOf<T>(entries: Iterable<readonly [string, T]>): Generator<T> {
  for (const [, value] of entries) yield value;
}

function* keysOf(entries: Iterable<readonly [string, unknown]>): Generator<string> {
  for (const [key] of entries) yield key;
}

function withoutOwn({ metadata }: ServiceCIDR): string[] {
  return (metadata.finalizers ?? []).filter((finalizer) => finalizer !== RANGE_FINALIZER);
}
