import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import { labelsText } from '../../columns/selector.ts';
import { templateAndSelectorCells, templateAndSelectorColumns } from '../../columns/template.ts';
import type { DaemonSet } from '../../generated/types/apps-v1.ts';
import type { Columns } from '../../kind.ts';

export const daemonSetColumns: Columns = {
  definitions: [
    nameColumn,
    column('Desired', 'integer', 'How many nodes should run it.'),
    column('Current', 'integer', 'How many of these nodes run it.'),
    column('Ready', 'integer', 'How many of its Pods are ready.'),
    column('Up-to-date', 'integer', 'How many Pods have the present template.'),
    column('Available', 'integer', 'How many Pods have been ready for long enough.'),
    column('Node Selector', 'string', 'The labels of the nodes that should run it.'),
    ageColumn,
    ...templateAndSelectorColumns,
  ],
  cells(object, now) {
    const { spec, status } = object as DaemonSet;
    return [
      object.metadata.name ?? '',
      status?.desiredNumberScheduled ?? 0,
      status?.currentNumberScheduled ?? 0,
      status?.numberReady ?? 0,
      status?.updatedNumberScheduled ?? 0,
      status?.numberAvailable ?? 0,
      labelsText(spec?.template?.spec?.nodeSelector),
      ageOf(object, now),
      ...templateAndSelectorCells(spec?.template, spec?.selector),
    ];
  },
};
