import { addQuantities, compareQuantities } from '@flotilla/machinery';
import type { PodSpec, ResourceRequirements } from '../../generated/types/core-v1.ts';
import type { ResourceAmounts } from './resource-totals.ts';
import { toAmounts } from './resource-totals.ts';

export type QualityOfService = 'BestEffort' | 'Burstable' | 'Guaranteed';

const counted = ['cpu', 'memory'];

/** Source: Kubernetes documentation, "Pod Quality of Service Classes". */
export function qualityOfService(spec: PodSpec): QualityOfService {
  const all = spec.resources === undefined ? ofContainers(spec) : [spec.resources];
  const requests = total(all.map((each) => toAmounts(each.requests)));
  const limits = total(all.map((each) => toAmounts(each.limits)));
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const limited = all.every(({ limits }) => total([toAmounts(limits)]).size === counted.length);
  return limited && same(requests, limits) ? 'Guaranteed' : 'Burstable';
}

function ofContainers(spec: PodSpec): ResourceRequirements[] {
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ resources }) => resources ?? {});
}

/** Sums of CPU and memory, without those that are zero. */
function total(lists: readonly ResourceAmounts[]): ResourceAmounts {
  const sums: ResourceAmounts = new Map();
  for (const [name, amount] of lists.flatMap((list) => [...list])) {
    if (!counted.includes(name) || amount.nano <= 0n) continue;
    const before = sums.get(name);
    sums.set(name, before === undefined ? amount : addQuantities(before, amount));
  }
  return sums;
}

function same(requests: ResourceAmounts, limits: ResourceAmounts): boolean {
  return (
    requests.size === limits.size &&
    [...requests].every(([name, request]) => {
      const limit = limits.get(name);
      return limit !== undefined && compareQuantities(request, limit) === 0;
    })
  );
}
