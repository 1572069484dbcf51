import { ageColumn, ageOf, column, nameColumn, none } from '../../columns/column.ts';
import { shortList } from '../../columns/list.ts';
import type { EndpointSubset, Endpoints } from '../../generated/types/core-v1.ts';
import type { Columns } from '../../kind.ts';

export const endpointsColumns: Columns = {
  definitions: [nameColumn, column('Endpoints', 'string', 'The addresses and ports that are ready.'), ageColumn],
  cells(object, now) {
    const { subsets = [] } = object as Endpoints;
    const text = subsets.length === 0 ? none : shortList(subsets.flatMap(endpointTexts), '');
    return [object.metadata.name ?? '', text, ageOf(object, now)];
  },
};

function endpointTexts({ addresses = [], ports = [] }: EndpointSubset): string[] {
  if (ports.length === 0) return addresses.map(({ ip }) => ip);
  return ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`));
}
