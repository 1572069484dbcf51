import { invalid } from '@flotilla/machinery';
import { bitsOf, familyOf, toBits, unpadded } from './address.ts';
import type { FieldErrors } from './field-rules.ts';

interface Special {
  readonly ranges: readonly string[];
  readonly complaint: (address: string) => string;
}

/** Addresses that nothing else can be reached at. */
const special: readonly Special[] = [
  { ranges: ['0.0.0.0/32', '::/128'], complaint: (address) => `may not be unspecified (${address})` },
  { ranges: ['127.0.0.0/8', '::1/128'], complaint: () => 'may not be in the loopback range (127.0.0.0/8, ::1/128)' },
  {
    ranges: ['169.254.0.0/16', 'fe80::/10'],
    complaint: () => 'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
  },
  {
    ranges: ['224.0.0.0/24', 'ff02::/16'],
    complaint: () => 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
  },
];

/** What an endpoint's address, and an external one of a Service, may be. */
export function* endpointAddress(field: string, address: string): FieldErrors {
  if (familyOf(unpadded(address)) === undefined) return yield invalid(field, address, 'must be a valid IP address');
  for (const { ranges, complaint } of special) {
    if (ranges.some((range) => isWithin(unpadded(address), range))) yield invalid(field, address, complaint(address));
  }
}

/** Whether an address lies in a range: `10.0.0.0/8`. Both are well formed. */
export function isWithin(address: string, range: string): boolean {
  const [base = '', length = ''] = range.split('/');
  const family = familyOf(base);
  if (family === undefined || familyOf(address) !== family) return false;
  const shift = BigInt(bitsOf(family) - Number(length));
  return toBits(address) >> shift === toBits(base) >> shift;
}
