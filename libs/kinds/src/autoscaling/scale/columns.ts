import { ageColumn, ageOf, column } from '../../columns/column.ts';
import type { Scale } from '../../generated/types/autoscaling-v1.ts';
import type { Columns } from '../../kind.ts';

export const scaleColumns: Columns = {
  definitions: [
    column('Name', 'string', 'The name of the object that is scaled.'),
    column('Desired', 'integer', 'How many Pods are wanted.'),
    column('Available', 'integer', 'How many Pods there are.'),
    ageColumn,
  ],
  cells(object, now) {
    const { spec, status } = object as Scale;
    return [object.metadata.name ?? '', spec?.replicas ?? 0, status?.replicas ?? 0, ageOf(object, now)];
  },
};
