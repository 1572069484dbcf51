/** A range of Services' addresses, as numbers. */
export interface ServiceRange {
  /** The range's own address and its broadcast address are no Service's. */
  readonly first: number;
  readonly last: number;
  /**
   * Addresses below are given out only when all others are taken, so that users can name one that is likely free.
   * Source: Kubernetes documentation, "Service ClusterIP allocation".
   */
  readonly firstDynamic: number;
}

/** Undefined for what is no range of IPv4 addresses. */
export function parseServiceRange(text: string): ServiceRange | undefined {
  const [address = '', bits = ''] = text.split('/');
  if (!/^\d{1,2}$/.test(bits) || Number(bits) > 30 || !/^\d+(\.\d+){3}$/.test(address)) return undefined;
  const size = 2 ** (32 - Number(bits));
  const base = Math.floor(addressNumber(address) / size) * size;
  return { first: base + 1, last: base + size - 2, firstDynamic: base + 1 + staticSize(size) };
}

/** A sixteenth of the range, from 16 to 256 addresses. */
function staticSize(size: number): number {
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 16)), 256);
}

export function addressNumber(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

export function addressText(number: number): string {
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(number / unit) % 256).join('.');
}

export function isWithin({ first, last }: ServiceRange, address: string): boolean {
  const number = addressNumber(address);
  return number >= first && number <= last;
}

/** Any address of the dynamic part. `random` is from 0 to 1. */
export function drawAddress({ firstDynamic, last }: ServiceRange, random: number): string {
  return addressText(firstDynamic + Math.floor(random * (last - firstDynamic + 1)));
}

/**
 * The first free address from a random one on, of the dynamic part before the rest; undefined where all are taken. The
 * very first of a range is the API's own.
 */
export function findAddress(range: ServiceRange, taken: ReadonlySet<string>, random: number): string | undefined {
  const { first, firstDynamic, last } = range;
  const size = last - firstDynamic + 1;
  const start = Math.floor(random * size);
  for (let step = 0; step < size; step++) {
    const address = addressText(firstDynamic + ((start + step) % size));
    if (!taken.has(address)) return address;
  }
  for (let number = firstDynamic - 1; number > first; number--) {
    if (!taken.has(addressText(number))) return addressText(number);
  }
  return undefined;
}

/** The first address of a range, which is that of the API: the Service `default/kubernetes`. */
export function apiServiceAddress(range: string): string {
  const parsed = parseServiceRange(range);
  if (parsed === undefined)
    throw new Error(`Cannot give the API an address: the range must be one of IPv4, got ${range}`);
  return addressText(parsed.first);
}
