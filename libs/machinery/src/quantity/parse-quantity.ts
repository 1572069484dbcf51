import { ONE, type Quantity, type QuantityFormat, roundAwayFromZero } from './quantity.ts';

/** Text that is no quantity. The message is upstream's. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError';
}

const WRONG_FORM = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_SUFFIX = "unable to parse quantity's suffix";

/** Sign, whole part, fraction, suffix. Leading zeros are no part of the number. */
const FORM = /^([+-]?)0*([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;

const DECIMAL: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const BINARY: ReadonlyMap<string, number> = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
]);

/** The largest amount with a binary suffix: what an int64 holds. More is cut to it. */
const BINARY_LIMIT = (2n ** 63n - 1n) * ONE;
/** Exponents beyond this only cost memory: no resource is counted in 10^1000. */
const EXPONENT_LIMIT = 999;
/** How many decimal digits upstream counts as safe in an int64; only within them it keeps what was written. */
const SAFE_DIGITS = 18;

/** What the suffix says: how the amount is written, and the power of 10 or 2 that multiplies it. */
interface Suffix {
  readonly format: QuantityFormat;
  readonly exponent: number;
}

/** Parses `100m`, `1.5Gi`, `12e6`. Amounts below a billionth are rounded away from zero. Throws QuantityError. */
export function parseQuantity(text: string): Quantity {
  const [, sign, whole, fraction = '', suffixText] = FORM.exec(text) ?? [];
  if (text === '' || sign === undefined || whole === undefined || suffixText === undefined) {
    throw new QuantityError(WRONG_FORM);
  }
  const suffix = parseSuffix(suffixText);
  const magnitude = magnitudeOf(whole, fraction, suffix);
  const nano = sign === '-' ? -magnitude : magnitude;
  const format = suffix.format === 'BinarySI' && magnitude > 0n && magnitude < ONE ? 'DecimalSI' : suffix.format;
  const written = keepsText(whole === '' ? '0' : whole, fraction, suffix) ? { written: text } : {};
  return { nano, format, ...written };
}

function parseSuffix(text: string): Suffix {
  const decimal = DECIMAL.get(text);
  if (decimal !== undefined) return { format: 'DecimalSI', exponent: decimal };
  const binary = BINARY.get(text);
  if (binary !== undefined) return { format: 'BinarySI', exponent: binary };
  const [, digits] = /^[eE]([-+]?[0-9]+)$/.exec(text) ?? [];
  if (digits === undefined || Math.abs(Number(digits)) > EXPONENT_LIMIT) throw new QuantityError(WRONG_SUFFIX);
  return { format: 'DecimalExponent', exponent: Number(digits) };
}

function magnitudeOf(whole: string, fraction: string, { format, exponent }: Suffix): bigint {
  const digits = BigInt(`0${whole}${fraction}`);
  const scale = 9 - fraction.length + (format === 'BinarySI' ? 0 : exponent);
  const multiplied = format === 'BinarySI' ? digits << BigInt(exponent) : digits;
  const magnitude =
    scale >= 0 ? multiplied * 10n ** BigInt(scale) : roundAwayFromZero(multiplied, 10n ** BigInt(-scale));
  return format === 'BinarySI' && magnitude > BINARY_LIMIT ? BINARY_LIMIT : magnitude;
}

/** Whether upstream takes the text for canonical, or near enough, and prints it unchanged. */
function keepsText(whole: string, fraction: string, { format, exponent }: Suffix): boolean {
  const digits = whole + fraction;
  if (format === 'BinarySI') {
    const safe = 15 - whole.length - Math.trunc((exponent * 3) / 10) - 1 >= 0;
    return fraction === '' && safe && (BigInt(digits) & 7n) !== 0n;
  }
  const scale = exponent - fraction.length;
  if (digits.length > SAFE_DIGITS || scale < -9) return false;
  return scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}
