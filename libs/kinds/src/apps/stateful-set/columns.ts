import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import { templateCells, templateColumns } from '../../columns/template.ts';
import type { StatefulSet } from '../../generated/types/apps-v1.ts';
import type { Columns } from '../../kind.ts';

export const statefulSetColumns: Columns = {
  definitions: [
    nameColumn,
    column('Ready', 'string', 'How many of the wanted Pods are ready.'),
    ageColumn,
    ...templateColumns,
  ],
  cells(object, now) {
    const { spec, status } = object as StatefulSet;
    return [
      object.metadata.name ?? '',
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      ageOf(object, now),
      ...templateCells(spec?.template),
    ];
  },
};
