import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import { shortList } from '../../columns/list.ts';
import type { EndpointSlice } from '../../generated/types/discovery-v1.ts';
import type { Columns } from '../../kind.ts';

export const endpointSliceColumns: Columns = {
  definitions: [
    nameColumn,
    column('AddressType', 'string', 'What kind of addresses it holds.'),
    column('Ports', 'string', 'The ports of the endpoints.'),
    column('Endpoints', 'string', 'The addresses of the endpoints.'),
    ageColumn,
  ],
  cells(object, now) {
    const { addressType, ports, endpoints } = object as unknown as EndpointSlice;
    return [
      object.metadata.name ?? '',
      addressType ?? '',
      shortList((ports ?? []).map(({ port, name }) => (port === undefined ? (name ?? '*') : `${port}`))),
      shortList((endpoints ?? []).flatMap(({ addresses }) => addresses ?? [])),
      ageOf(object, now),
    ];
  },
};
