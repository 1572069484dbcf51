import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import { templateAndSelectorCells, templateAndSelectorColumns } from '../../columns/template.ts';
import type { ReplicaSet } from '../../generated/types/apps-v1.ts';
import type { Columns } from '../../kind.ts';

export const replicaSetColumns: Columns = {
  definitions: [
    nameColumn,
    column('Desired', 'integer', 'How many Pods are wanted.'),
    column('Current', 'integer', 'How many Pods there are.'),
    column('Ready', 'integer', 'How many Pods are ready.'),
    ageColumn,
    ...templateAndSelectorColumns,
  ],
  cells(object, now) {
    const { spec, status } = object as ReplicaSet;
    return [
      object.metadata.name ?? '',
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      ageOf(object, now),
      ...templateAndSelectorCells(spec?.template, spec?.selector),
    ];
  },
};
