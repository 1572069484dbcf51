import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import { selectorText } from '../../columns/selector.ts';
import type { NetworkPolicy } from '../../generated/types/networking-v1.ts';
import type { Columns } from '../../kind.ts';

export const networkPolicyColumns: Columns = {
  definitions: [nameColumn, column('Pod-Selector', 'string', 'The labels of the Pods it is for.'), ageColumn],
  cells(object, now) {
    const { spec } = object as NetworkPolicy;
    return [object.metadata.name ?? '', selectorText(spec?.podSelector), ageOf(object, now)];
  },
};
