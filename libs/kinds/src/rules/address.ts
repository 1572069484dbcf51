import { isIPv4, isIPv6 } from 'node:net';

export type Family = 'IPv4' | 'IPv6';

/** Undefined where `address` is none. */
export function familyOf(address: string): Family | undefined {
  if (isIPv4(address)) return 'IPv4';
  return isIPv6(address) && !address.includes('%') ? 'IPv6' : undefined;
}

export function bitsOf(family: Family): number {
  return family === 'IPv4' ? 32 : 128;
}

/** The last `bits` of an address. */
export function hostMask(bits: number): bigint {
  return (1n << BigInt(bits)) - 1n;
}

const padded = /^\d+\.\d+\.\d+\.\d+$/;

/** `010.1.1.1` as `10.1.1.1`: some read the leading zero as octal, Kubernetes never did. */
export function unpadded(address: string): string {
  return padded.test(address) ? address.split('.').map(Number).join('.') : address;
}

/** Whether an IPv6 address only wraps an IPv4 one. */
export function isMapped(address: string): boolean {
  return isIPv6(address) && toBits(address) >> 32n === 0xffffn;
}

/** The address in the form that all agree on. Source: RFC 5952. */
export function canonicalAddress(address: string): string {
  if (!isIPv6(address)) return unpadded(address);
  const bits = toBits(address);
  return isMapped(address) ? dotted(bits & 0xffff_ffffn) : compressed(bits);
}

function dotted(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.');
}

const zeroRun = /(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g;

/** The longest run of at least two zero groups, the first of several, is left out. */
function compressed(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - index * 16)) & 0xffffn).toString(16));
  const text = groups.join(':');
  const [longest] = [...text.matchAll(zeroRun)].sort(([left], [right]) => right.length - left.length);
  if (longest === undefined) return text;
  const [before, after] = [text.slice(0, longest.index), text.slice(longest.index + longest[0].length)];
  return `${before.replace(/:$/, '')}::${after.replace(/^:/, '')}`;
}

export function toBits(address: string): bigint {
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
  const ending = /\d+\.\d+\.\d+\.\d+$/.exec(address)?.[0];
  if (ending === undefined) return address;
  const bits = fold(ending.split('.'), 10, 8n);
  return `${address.slice(0, -ending.length)}${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
}

function fold(parts: readonly string[], radix: number, width: bigint): bigint {
  return parts.reduce((bits, part) => (bits << width) | BigInt(Number.parseInt(part, radix)), 0n);
}
