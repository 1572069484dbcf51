import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import type { PriorityClass } from '../../generated/types/scheduling-v1.ts';
import type { Columns } from '../../kind.ts';

export const priorityClassColumns: Columns = {
  definitions: [
    nameColumn,
    column('Value', 'integer', 'The priority of its Pods.'),
    column('Global-Default', 'boolean', 'Whether Pods get it that name no class.'),
    ageColumn,
    column('PreemptionPolicy', 'string', 'Whether its Pods may displace others.'),
  ],
  cells(object, now) {
    const { value, globalDefault, preemptionPolicy } = object as unknown as PriorityClass;
    return [object.metadata.name ?? '', value ?? 0, globalDefault ?? false, ageOf(object, now), preemptionPolicy ?? ''];
  },
};
