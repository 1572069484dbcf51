import type { NodeSelectorRequirement, NodeSelectorTerm } from '@flotilla/kinds/core/v1';
import type { SchedulingNode } from '../node/scheduling-node.ts';

/** Whether all that a term requires holds of a node. A term that requires nothing matches none. */
export function termMatches(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
  node: SchedulingNode,
): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  const fields = { 'metadata.name': node.name };
  return (
    matchExpressions.every((requirement) => holds(requirement, node.labels)) &&
    matchFields.every((requirement) => holds(requirement, fields))
  );
}

/** Source: Kubernetes API reference, NodeSelectorRequirement. */
function holds(
  { key, operator, values = [] }: NodeSelectorRequirement,
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return Number.parseInt(value ?? '', 10) > Number.parseInt(values[0] ?? '', 10);
    case 'Lt':
      return Number.parseInt(value ?? '', 10) < Number.parseInt(values[0] ?? '', 10);
    default:
      return false;
  }
}
