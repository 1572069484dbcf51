import type { Node, Taint } from '@flotilla/kinds/core/v1';
import { type Amounts, parseAmounts } from '../amounts.ts';

/** The part of a Node that scheduling rests on. */
export interface SchedulingNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly isUnschedulable: boolean;
  readonly allocatable: Amounts;
}

export function schedulingNode({ metadata, spec, status }: Node): SchedulingNode {
  return {
    name: metadata.name ?? '',
    labels: metadata.labels ?? {},
    taints: spec?.taints ?? [],
    isUnschedulable: spec?.unschedulable ?? false,
    allocatable: parseAmounts(status?.allocatable),
  };
}
