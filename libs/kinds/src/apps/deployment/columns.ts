import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import { selectorText } from '../../columns/selector.ts';
import { templateAndSelectorColumns, templateCells } from '../../columns/template.ts';
import type { Deployment } from '../../generated/types/apps-v1.ts';
import type { Columns } from '../../kind.ts';

export const deploymentColumns: Columns = {
  definitions: [
    nameColumn,
    column('Ready', 'string', 'How many of the wanted Pods are ready.'),
    column('Up-to-date', 'string', 'How many Pods have the present template.'),
    column('Available', 'string', 'How many Pods have been ready for long enough.'),
    ageColumn,
    ...templateAndSelectorColumns,
  ],
  cells(object, now) {
    const { spec, status } = object as Deployment;
    return [
      object.metadata.name ?? '',
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      ageOf(object, now),
      ...templateCells(spec?.template),
      selectorText(spec?.selector, ''),
    ];
  },
};
