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

/** How many hosts a cell shows before it only counts rules. */
const shown = 3;

function hostsText(rules: readonly IngressRule[]): string {
  const named = rules.flatMap(({ host }, index) => (host ? { host, index } : []));
  if (named.length === 0) return '*';
  const hosts = named.slice(0, shown).map(({ host }) => host);
  const last = named[shown - 1]?.index ?? rules.length;
  return last < rules.length - 1 ? `${hosts.join(',')} + ${rules.length - shown} more...` : hosts.join(',');
}
