import { canonicalAddress, familyOf, isMapped, unpadded } from './address.ts';

/** What is not wrong with an address but may be read otherwise elsewhere. */
export function ipWarnings(field: string, address: string): string[] {
  if (familyOf(unpadded(address)) === undefined) return [];
  const canonical = canonicalAddress(address);
  if (unpadded(address) !== address || isMapped(address)) {
    return [`${field}: non-standard IP address "${address}" is invalid: use "${canonical}"`];
  }
  if (canonical === address) return [];
  return [`${field}: IPv6 address "${address}" should be in RFC 5952 canonical format ("${canonical}")`];
}
