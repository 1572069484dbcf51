/** How a quantity is written: `12M`, `12Mi`, `12e6`. Results of arithmetic keep the format of the left operand. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** An exact amount of a resource. Source: Kubernetes API reference, Quantity. */
export interface Quantity {
  /** The amount in billionths, the smallest part that a quantity can hold. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
  /** As it was written, where upstream keeps what was written: then it is printed so again. */
  readonly written?: string;
}

/** Billionths in one. */
export const ONE = 1_000_000_000n;

export const zero: Quantity = { nano: 0n, format: 'DecimalSI' };

export function compareQuantities(left: Quantity, right: Quantity): -1 | 0 | 1 {
  return left.nano < right.nano ? -1 : left.nano > right.nano ? 1 : 0;
}

export function addQuantities(left: Quantity, right: Quantity): Quantity {
  return { nano: left.nano + right.nano, format: formatOf(left, right) };
}

export function subtractQuantities(left: Quantity, right: Quantity): Quantity {
  return { nano: left.nano - right.nano, format: formatOf(left, right) };
}

/** In whole units, rounded away from zero. Exact up to 2^53 (8 Pi). */
export function wholeValueOf(quantity: Quantity): number {
  return Number(roundAwayFromZero(quantity.nano, ONE));
}

/** In thousandths, rounded away from zero. Exact up to 2^53. */
export function milliValueOf(quantity: Quantity): number {
  return Number(roundAwayFromZero(quantity.nano, 1_000_000n));
}

/** A quantity of `value` whole units. `value` is an integer. */
export function quantityOf(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { nano: BigInt(value) * ONE, format };
}

/** A quantity of `milli` thousandths, as CPU is counted. `milli` is an integer. */
export function milliQuantityOf(milli: number | bigint): Quantity {
  return { nano: BigInt(milli) * 1_000_000n, format: 'DecimalSI' };
}

/** `amount / part`, rounded away from zero. */
export function roundAwayFromZero(amount: bigint, part: bigint): bigint {
  const whole = amount / part;
  if (amount % part === 0n) return whole;
  return amount < 0n ? whole - 1n : whole + 1n;
}

/** A sum that begins at zero takes the format of what is added to it. */
function formatOf(left: Quantity, right: Quantity): QuantityFormat {
  return left.nano === 0n ? right.format : left.format;
}
