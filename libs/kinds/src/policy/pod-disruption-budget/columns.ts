import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import type { PodDisruptionBudget } from '../../generated/types/policy-v1.ts';
import type { Columns } from '../../kind.ts';

export const podDisruptionBudgetColumns: Columns = {
  definitions: [
    nameColumn,
    column('Min Available', 'string', 'How many Pods must stay.'),
    column('Max Unavailable', 'string', 'How many Pods may be missing.'),
    column('Allowed Disruptions', 'integer', 'How many Pods may be evicted now.'),
    ageColumn,
  ],
  cells(object, now) {
    const { spec, status } = object as PodDisruptionBudget;
    return [
      object.metadata.name ?? '',
      String(spec?.minAvailable ?? 'N/A'),
      String(spec?.maxUnavailable ?? 'N/A'),
      status?.disruptionsAllowed ?? 0,
      ageOf(object, now),
    ];
  },
};
