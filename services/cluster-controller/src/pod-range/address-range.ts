/** A range of IPv4 addresses, with the first as a number. */
export interface AddressRange {
  readonly first: number;
  /** How many leading bits all its addresses share. */
  readonly bits: number;
}

/** Parses `10.244.0.0/16`. Undefined for what is no such range. */
export function parseRange(text: string): AddressRange | undefined {
  const [, address = '', bitsText = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  const bytes = address.split('.').map(Number);
  const bits = Number(bitsText);
  if (bytes.length !== 4 || bits > 32 || !bytes.every((byte) => byte >= 0 && byte <= 255)) return undefined;
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const size = sizeOf(bits);
  return { first: Math.floor(number / size) * size, bits };
}

export function formatRange({ first, bits }: AddressRange): string {
  const bytes = [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(first / unit) % 256);
  return `${bytes.join('.')}/${bits}`;
}

/** How many addresses a range of so many leading bits holds. */
export const sizeOf = (bits: number): number => 2 ** (32 - bits);
