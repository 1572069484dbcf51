import { ONE, type Quantity } from './quantity.ts';

const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/**
 * The canonical text: no fraction, and the largest suffix that keeps the number whole. Binary suffixes only from 1024
 * on, and where nothing is lost.
 */
export function formatQuantity({ nano, format, written }: Quantity): string {
  if (written !== undefined) return written;
  if (nano === 0n) return '0';
  const isBinary = format === 'BinarySI' && nano % ONE === 0n && (nano >= 1024n * ONE || nano <= -1024n * ONE);
  if (isBinary) return formatBinary(nano / ONE);
  return format === 'DecimalExponent' ? formatExponent(nano) : formatDecimal(nano);
}

function formatBinary(amount: bigint): string {
  const { number, times } = reduce(amount, 1024n, BINARY.length - 1);
  return `${number}${BINARY[times]}`;
}

function formatDecimal(nano: bigint): string {
  const { number, times } = reduce(nano, 1000n, DECIMAL.length - 1);
  return `${number}${DECIMAL[times]}`;
}

function formatExponent(nano: bigint): string {
  const { number, times } = reduce(nano, 1000n, Number.POSITIVE_INFINITY);
  const exponent = times * 3 - 9;
  return exponent === 0 ? `${number}` : `${number}e${exponent}`;
}

/** Takes out factors: at most `limit` times, while the number stays whole. */
function reduce(amount: bigint, factor: bigint, limit: number): { number: bigint; times: number } {
  let number = amount;
  let times = 0;
  while (times < limit && number % factor === 0n) {
    number /= factor;
    times += 1;
  }
  return { number, times };
}
