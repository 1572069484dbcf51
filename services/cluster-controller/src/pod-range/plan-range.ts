import { type AddressRange, formatRange, parseRange, sizeOf } from './address-range.ts';

/** What the ranges of nodes are cut from. */
export interface RangeSettings {
  /** `10.244.0.0/16`. */
  readonly clusterRange: string;
  /** Leading bits of a node's range: 24. */
  readonly nodeBits: number;
}

/** Cuts ranges for nodes from that of the cluster. */
export interface RangePlanner {
  /** The first range that overlaps none of those taken; undefined where all are. */
  next(taken: Iterable<string>): string | undefined;
}

/** Throws where the settings make no sense. */
export function createRangePlanner({ clusterRange, nodeBits }: RangeSettings): RangePlanner {
  const whole = parseRange(clusterRange);
  if (whole === undefined) {
    throw new Error(`Cannot give nodes Pod ranges: the cluster's must be an IPv4 range, got ${clusterRange}`);
  }
  if (nodeBits < whole.bits || nodeBits > 30) {
    throw new Error(`Cannot give nodes Pod ranges: a node's bits must be from ${whole.bits} to 30, got ${nodeBits}`);
  }
  const size = sizeOf(nodeBits);
  const count = sizeOf(whole.bits) / size;
  return {
    next(taken) {
      const occupied = new Set<number>();
      for (const text of taken) {
        for (const index of overlapped(whole, size, parseRange(text))) occupied.add(index);
      }
      for (let index = 0; index < count; index++) {
        if (!occupied.has(index)) return formatRange({ first: whole.first + index * size, bits: nodeBits });
      }
      return undefined;
    },
  };
}

/** Which of the whole's parts a range lies in; other ranges may be of other sizes, or elsewhere. */
function* overlapped(whole: AddressRange, size: number, range: AddressRange | undefined): Generator<number> {
  if (range === undefined) return;
  const from = Math.max(range.first, whole.first);
  const until = Math.min(range.first + sizeOf(range.bits), whole.first + sizeOf(whole.bits));
  for (let first = from; first < until; first += size) yield Math.floor((first - whole.first) / size);
}
