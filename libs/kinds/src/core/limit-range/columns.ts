import { column, nameColumn } from '../../columns/column.ts';
import type { Columns } from '../../kind.ts';

export const limitRangeColumns: Columns = {
  definitions: [nameColumn, column('Created At', 'date', 'When it was created.')],
  cells: ({ metadata }) => [metadata.name ?? '', metadata.creationTimestamp ?? ''],
};
