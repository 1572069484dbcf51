import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import { labelsText } from '../../columns/selector.ts';
import { templateAndSelectorColumns, templateCells } from '../../columns/template.ts';
import type { ReplicationController } from '../../generated/types/core-v1.ts';
import type { Columns } from '../../kind.ts';

export const replicationControllerColumns: Columns = {
  definitions: [
    nameColumn,
    column('Desired', 'integer', 'How many Pods are wanted.'),
    column('Current', 'integer', 'How many Pods there are.'),
    column('Ready', 'integer', 'How many Pods are ready.'),
    ageColumn,
    ...templateAndSelectorColumns,
  ],
  cells(object, now) {
    const { spec, status } = object as ReplicationController;
    return [
      object.metadata.name ?? '',
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      ageOf(object, now),
      ...templateCells(spec?.template),
      labelsText(spec?.selector),
    ];
  },
};
