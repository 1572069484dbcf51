import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import type { ResourceQuota } from '../../generated/types/core-v1.ts';
import type { Columns } from '../../kind.ts';

export const resourceQuotaColumns: Columns = {
  definitions: [
    nameColumn,
    column('Request', 'string', 'How much is used and allowed of what is asked for.'),
    column('Limit', 'string', 'How much is used and allowed of what is a limit.'),
    ageColumn,
  ],
  cells(object, now) {
    const names = Object.keys((object as ResourceQuota).status?.hard ?? {}).sort();
    const isLimit = (name: string) => name.startsWith('limits.');
    return [
      object.metadata.name ?? '',
      usesText(
        object as ResourceQuota,
        names.filter((name) => !isLimit(name)),
      ),
      usesText(object as ResourceQuota, names.filter(isLimit)),
      ageOf(object, now),
    ];
  },
};

function usesText({ status }: ResourceQuota, names: readonly string[]): string {
  return names.map((name) => `${name}: ${status?.used?.[name] ?? 0}/${status?.hard?.[name] ?? 0}`).join(', ');
}
