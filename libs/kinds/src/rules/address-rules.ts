import { isIPv4, isIPv6 } from 'node:net';
import { invalid } from '@flotilla/machinery';
import type { FieldErrors } from './field-rules.ts';

const padded = /^\d+\.\d+\.\d+\.\d+$/;

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

type Family = 'IPv4' | 'IPv6';

function familyOf(address: string): Family | undefined {
  if (isIPv4(address)) return 'IPv4';
  return isIPv6(address) && !address.includes('%') ? 'IPv6' : undefined;
}

function bitsOf(family: Family): number {
  return family === 'IPv4' ? 32 : 128;
}

function hostMask(bits: number): bigint {
  return (1n << BigInt(bits)) - 1n;
}

function unpadded(address: string): string {
  return padded.test(address) ? address.split('.').map(Number).join('.') : address;
}

function isMapped(address: string): boolean {
  return isIPv6(address) && toBits(address) >> 32n === 0xffffn;
}

function toBits(address: string): bigint {
  if (isIPv4(address)) return fold(address.split('.'), 10, 8n);
  const [head = '', tail] = withHexTail(address).split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return fold([...before, ...zeros, ...after], 16, 16n);
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}

/** `::ffff:1.2.3.4` as `::ffff:102:304`. */
function withHexTail(address: string): string {
  const dotted = /\d+\.\d+\.\d+\.\d+$/.exec(address)?.[0];
  if (dotted === undefined) return address;
  const bits = fold(dotted.split('.'), 10, 8n);
  return `${address.slice(0, -dotted.length)}${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
}

function fold(parts: readonly string[], radix: number, width: bigint): bigint {
  return parts.reduce((bits, part) => (bits << width) | BigInt(Number.parseInt(part, radix)), 0n);
}
