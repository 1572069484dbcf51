import type { NamespaceCondition } from '@flotilla/kinds/core/v1';
import { withCondition } from '../objects/condition.ts';
import type { Findings } from './namespace-content.ts';

/** What each condition says when there is nothing to say, in upstream's words and order. */
const QUIET: readonly NamespaceCondition[] = [
  quiet('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
  quiet(
    'NamespaceDeletionGroupVersionParsingFailure',
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  ),
  quiet(
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ),
  quiet('NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'),
  quiet('NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'),
];

/** A terminating namespace's conditions after a sweep. `time` is RFC 3339. */
export function namespaceConditions(
  present: readonly NamespaceCondition[],
  findings: Findings,
  time: string,
): NamespaceCondition[] {
  const told = new Map(tell(findings).map((condition) => [condition.type, condition]));
  return QUIET.reduce((conditions, each) => withCondition(conditions, told.get(each.type) ?? each, time), [...present]);
}

function tell({ remaining, failures }: Findings): NamespaceCondition[] {
  const counts = remaining.map(({ resource, group, count }) => `${resource}.${group} has ${count} resource instances`);
  const held = new Map<string, number>();
  for (const [name, count] of remaining.flatMap(({ finalizers }) => [...finalizers])) {
    held.set(name, (held.get(name) ?? 0) + count);
  }
  const finalizers = [...held].map(([name, count]) => `${name} in ${count} resource instances`);
  return [
    ...raised(failures, (texts) => ({
      type: 'NamespaceDeletionContentFailure',
      reason: 'ContentDeletionFailed',
      message: `Failed to delete all resource types, ${failures.length} remaining: ${texts}`,
    })),
    ...raised(counts, (texts) => ({
      type: 'NamespaceContentRemaining',
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${texts}`,
    })),
    ...raised(finalizers, (texts) => ({
      type: 'NamespaceFinalizersRemaining',
      reason: 'SomeFinalizersRemain',
      message: `Some content in the namespace has finalizers remaining: ${texts}`,
    })),
  ];
}

/** Sorted, so that the same state always makes the same message. */
function raised(
  texts: readonly string[],
  condition: (texts: string) => Omit<NamespaceCondition, 'status'>,
): NamespaceCondition[] {
  return texts.length === 0 ? [] : [{ ...condition(texts.toSorted().join(', ')), status: 'True' }];
}

function quiet(type: string, reason: string, message: string): NamespaceCondition {
  return { type, status: 'False', reason, message };
}
