import { BlockList, isIPv4 } from 'node:net';

/** A range of IPv4 addresses, of which the first is the gateway's. */
export interface AddressRange {
  /** `10.244.1.0/24`. */
  readonly cidr: string;
  readonly prefixLength: number;
  readonly gateway: string;
}

/** Throws where the text is no IPv4 range with room for a gateway and a Pod. */
export function parseRange(cidr: string): AddressRange {
  const [address = '', lengthText = ''] = cidr.split('/');
  const prefixLength = Number(lengthText);
  if (!isIPv4(address) || !/^\d+$/.test(lengthText) || prefixLength < 8 || prefixLength > 30) {
    throw new Error(`Cannot use a Pod range: it must be an IPv4 CIDR from /8 to /30, got ${cidr}`);
  }
  const first = (toNumber(address) & mask(prefixLength)) >>> 0;
  return { cidr: `${toText(first)}/${prefixLength}`, prefixLength, gateway: toText(first + 1) };
}

/** Hands out the addresses of a range. It goes round, so that an address rests as long as possible before its next use. */
export interface AddressPool {
  readonly range: AddressRange;
  /** Throws where every address is taken. */
  take(): string;
  /** Marks one as taken that is already in use. */
  reserve(address: string): void;
  giveBack(address: string): void;
}

export function createAddressPool(range: AddressRange): AddressPool {
  const taken = new Set<string>([range.gateway]);
  const first = toNumber(range.gateway) - 1;
  // Neither the network's own address nor the broadcast address is a Pod's.
  const count = 2 ** (32 - range.prefixLength) - 2;
  let last = 0;
  const take = () => {
    for (let tries = 0; tries < count; tries++) {
      last = (last % count) + 1;
      const address = toText(first + last);
      if (taken.has(address)) continue;
      taken.add(address);
      return address;
    }
    throw new Error(
      `Cannot give a Pod an address: the range ${range.cidr} must have a free one, got ${taken.size} in use`,
    );
  };
  return {
    range,
    take,
    reserve: (address) => void taken.add(address),
    giveBack: (address) => void (address !== range.gateway && taken.delete(address)),
  };
}

/** The address so far into the range; 0 is the network's own. */
export function addressAt({ gateway }: AddressRange, index: number): string {
  return toText(toNumber(gateway) - 1 + index);
}

export function contains(range: AddressRange, address: string): boolean {
  const list = new BlockList();
  list.addSubnet(range.gateway, range.prefixLength);
  return isIPv4(address) && list.check(address);
}

function mask(prefixLength: number): number {
  return (-1 << (32 - prefixLength)) >>> 0;
}

function toNumber(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

function toText(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}
