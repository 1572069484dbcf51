import { ageColumn, ageOf, column, nameColumn, none } from '../../columns/column.ts';
import { addressList } from '../../columns/list.ts';
import type { Ingress, IngressRule } from '../../generated/types/networking-v1.ts';
import type { Columns } from '../../kind.ts';

export const ingressColumns: Columns = {
  definitions: [
    nameColumn,
    column('Class', 'string', 'Which ingress controller serves it.'),
    column('Hosts', 'string', 'The hosts it is for.'),
    column('Address', 'string', 'Where its clients come in.'),
    column('Ports', 'string', 'The ports that are open.'),
    ageColumn,
  ],
  cells(object, now) {
    const { spec, status } = object as Ingress;
    return [
      object.metadata.name ?? '',
      spec?.ingressClassName ?? none,
      hostsText(spec?.rules ?? []),
      addressList(status?.loadBalancer?.ingress ?? []),
      (spec?.tls ?? []).length > 0 ? '80, 443' : '80',
      ageOf(object, now),
    ];
  },
};

/** How many rules a cell looks at before it only counts. */
const shown = 3;

function hostsText(rules: readonly IngressRule[]): string {
  const hosts = rules.slice(0, shown).flatMap(({ host }) => host || []);
  if (hosts.length === 0) return '*';
  return rules.length > shown ? `${hosts.join(',')} + ${rules.length - shown} more...` : hosts.join(',');
}
