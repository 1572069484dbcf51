import { formatQuantity } from '@flotilla/machinery';
import type { PodSpec, ResourceRequirements } from '../../generated/types/core-v1.ts';
import { isHugePages, isPodLevelResource } from '../resource/resource-names.ts';
import { roundAmounts } from '../resource/rounding.ts';
import { everyContainer } from './containers.ts';
import { containersNeed } from './resource-totals.ts';

type Amounts = Record<string, string>;

/** Only of Pods themselves: a template keeps what its author wrote. */
export function applyResourceDefaults(spec: PodSpec): void {
  for (const { resources } of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    if (resources?.limits !== undefined) resources.requests = { ...resources.limits, ...resources.requests };
  }
  if (spec.resources !== undefined) applyPodLevelDefaults(spec, spec.resources);
}

/** Source: KEP-2837, Pod-level resources, "Proposed validation and defaulting rules". */
function applyPodLevelDefaults(spec: PodSpec, resources: ResourceRequirements): void {
  const named = { ...resources.limits, ...resources.requests };
  if (Object.keys(named).length === 0) return;
  const limits: Amounts = { ...resources.limits };
  for (const [name, amount] of containersNeed(spec, 'limits')) {
    if (isHugePages(name) && !(name in named)) limits[name] = formatQuantity(amount);
  }
  if (Object.keys(limits).length === 0) return;
  resources.limits = limits;
  resources.requests = podLevelRequests(spec, limits, resources.requests ?? {});
}

function podLevelRequests(spec: PodSpec, limits: Amounts, asked: Amounts): Amounts {
  const needed = [...containersNeed(spec, 'requests')]
    .filter(([name]) => isPodLevelResource(name) && !isHugePages(name))
    .map(([name, amount]) => [name, formatQuantity(amount)]);
  const supported = Object.entries(limits).filter(([name]) => isPodLevelResource(name));
  return { ...Object.fromEntries(supported), ...Object.fromEntries(needed), ...asked };
}

/** Amounts finer than a thousandth are rounded up, which is as fine as the scheduler counts. */
export function roundResources(spec: PodSpec): void {
  for (const { container } of everyContainer(spec, '')) roundRequirements(container.resources);
  for (const { ephemeral } of spec.volumes ?? []) roundRequirements(ephemeral?.volumeClaimTemplate?.spec?.resources);
  roundRequirements(spec.resources);
  roundAmounts(spec.overhead);
}

function roundRequirements(resources: ResourceRequirements | undefined): void {
  roundAmounts(resources?.limits);
  roundAmounts(resources?.requests);
}
