import type { FieldError } from '@flotilla/machinery';
import { invalid } from '@flotilla/machinery';
import type { Affinity, NodeAffinity, NodeSelectorTerm, PodSpec } from '../../generated/types/core-v1.ts';
import type { InternalFields } from '../../rules/internal-form.ts';
import { internalForm } from '../../rules/internal-form.ts';
import { sameValue } from '../../rules/same-value.ts';

const mandatory = 'requiredDuringSchedulingIgnoredDuringExecution';

/**
 * While gates hold a Pod back, its choice of nodes may still be narrowed. Gives the spec with the choice of `before`,
 * and what is wrong with the new one. Source: KEP-3838.
 */
export function withSchedulingOf(spec: PodSpec, before: PodSpec): { spec: PodSpec; errors: FieldError[] } {
  const errors = [
    ...selectorErrors(spec, before),
    ...affinityErrors(spec.affinity?.nodeAffinity, before.affinity?.nodeAffinity),
  ];
  const affinity = affinityOf(spec.affinity, before.affinity?.nodeAffinity);
  return { spec: { ...spec, nodeSelector: before.nodeSelector, affinity }, errors };
}

/** An affinity that held nothing but the new choice of nodes is gone again. */
function affinityOf(next: Affinity | undefined, nodeAffinity: NodeAffinity | undefined): Affinity | undefined {
  const rest = { ...next, nodeAffinity };
  return Object.values(rest).some((each) => each !== undefined) ? rest : undefined;
}

function selectorErrors({ nodeSelector: next }: PodSpec, { nodeSelector: before = {} }: PodSpec): FieldError[] {
  if (Object.entries(before).every(([key, value]) => next?.[key] === value)) return [];
  const why = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  return [invalid('spec.nodeSelector', next, why)];
}

function affinityErrors(next: NodeAffinity | undefined, before: NodeAffinity | undefined): FieldError[] {
  const field = `spec.affinity.nodeAffinity.${mandatory}.nodeSelectorTerms`;
  const old = before?.[mandatory]?.nodeSelectorTerms ?? [];
  const given = next?.[mandatory]?.nodeSelectorTerms;
  const terms = given ?? [];
  if (old.length > 0 && old.length !== terms.length) {
    return [
      invalid(field, given?.map(shownTerm), 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'),
    ];
  }
  return old.flatMap((term, index) => {
    const changed = terms[index];
    if (changed !== undefined && onlyAdds(changed, term)) return [];
    return [
      invalid(`${field}[${index}]`, shownTerm(changed ?? {}), 'only additions are allowed (no mutations or deletions)'),
    ];
  });
}

const requirementFields = { key: '', operator: '', values: null } as const;
const termFields: InternalFields = { matchExpressions: [requirementFields], matchFields: [requirementFields] };

function shownTerm(term: NodeSelectorTerm): Record<string, unknown> {
  return internalForm(term, termFields);
}

/** An empty term matches no node: adding to it would widen the choice. */
function onlyAdds(next: NodeSelectorTerm, before: NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  const isEmpty = (term: NodeSelectorTerm) => lists.every((list) => (term[list] ?? []).length === 0);
  if (isEmpty(before)) return isEmpty(next);
  return lists.every((list) => {
    const old = before[list] ?? [];
    return sameValue((next[list] ?? []).slice(0, old.length), old);
  });
}
