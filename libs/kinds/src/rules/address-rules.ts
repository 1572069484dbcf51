import { isIPv4, isIPv6 } from 'node:net';
import { invalid } from '@flotilla/machinery';
import { bitsOf, familyOf, hostMask, isMapped, toBits, unpadded } from './address.ts';
import type { FieldErrors } from './field-rules.ts';

export function* ipAddress(field: string, value: string): FieldErrors {
  if (isIPv4(value)) return;
  if (isIPv4(unpadded(value))) yield invalid(field, value, 'must not have leading 0s');
  else if (!isIPv6(value)) yield invalid(field, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
  else if (isMapped(value)) yield invalid(field, value, 'must not be an IPv4-mapped IPv6 address');
}

export function* cidr(field: string, value: string): FieldErrors {
  const slash = value.lastIndexOf('/');
  const [address, length] = [value.slice(0, Math.max(slash, 0)), value.slice(slash + 1)];
  const family = familyOf(unpadded(address));
  if (slash < 0 || family === undefined || !/^\d+$/.test(length) || Number(length) > bitsOf(family)) {
    yield invalid(field, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)');
  } else if (unpadded(address) !== address || String(Number(length)) !== length) {
    yield invalid(field, value, 'must not have leading 0s in IP or prefix length');
  } else if (isMapped(address)) {
    yield invalid(field, value, 'must not have an IPv4-mapped IPv6 address');
  } else if ((toBits(address) & hostMask(bitsOf(family) - Number(length))) !== 0n) {
    yield invalid(field, value, 'must not have bits set beyond the prefix length');
  }
}

/** Whether a list holds no more than one address or range for each IP family. */
export function isDualStack(values: readonly string[]): boolean {
  const families = values.map((value) => familyOf(value.split('/')[0] ?? ''));
  return families.length === 2 && families.includes('IPv4') && families.includes('IPv6');
}
