import type { KubernetesObject } from '@flotilla/machinery';
import { invalid, required } from '@flotilla/machinery';
import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import type { ServiceCIDR } from '../../generated/types/networking-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { cidr, isDualStack } from '../../rules/address-rules.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';

const field = 'spec.cidrs';

/** A range of Services' addresses. */
export const serviceCidrBehaviour: KindBehaviour = {
  prepareCreate(object) {
    object.status = {};
  },
  validate: (object) => [...rangesErrors(rangesOf(object))],
  validateUpdate: (next, previous) => [...changeErrors(rangesOf(next), rangesOf(previous))],
  columns: {
    definitions: [nameColumn, column('CIDRs', 'string', 'The ranges of addresses.'), ageColumn],
    cells: (object, now) => [object.metadata.name ?? '', rangesOf(object).join(','), ageOf(object, now)],
  },
};

function rangesOf(object: KubernetesObject): readonly string[] {
  return (object as ServiceCIDR).spec?.cidrs ?? [];
}

function* rangesErrors(ranges: readonly string[]): FieldErrors {
  if (ranges.length === 0) return yield required(field, 'at least one CIDR required');
  if (ranges.length > 2) return yield invalid(field, { CIDRs: ranges }, 'may only hold up to 2 values');
  for (const [index, range] of ranges.entries()) yield* cidr(`${field}[${index}]`, range);
  if (ranges.length === 2 && !isDualStack(ranges)) {
    const why = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
    yield invalid(field, ranges, why);
  }
}

/** A range of the other family may be added to a single one; nothing else changes. */
function* changeErrors(ranges: readonly string[], before: readonly string[]): FieldErrors {
  const isAdded = before.length === 1 && ranges.length === 2;
  if (ranges.length !== before.length && !isAdded) return yield invalid(field, ranges, 'field is immutable');
  for (const [index, range] of before.entries()) {
    if (range !== ranges[index]) yield invalid(`${field}[${index}]`, ranges[index], 'field is immutable');
  }
}
