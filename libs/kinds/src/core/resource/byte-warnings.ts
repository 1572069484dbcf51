import { formatQuantity, parseQuantity } from '@flotilla/machinery';

const one = 1_000_000_000n;

/** Nothing is smaller than a byte: what is counted in bytes should be whole. */
export function byteWarnings(
  path: string,
  amounts: Readonly<Record<string, string>> | undefined,
  names: readonly string[],
): string[] {
  return names.flatMap((name) => {
    const amount = amounts?.[name] === undefined ? undefined : parseQuantity(amounts[name]);
    if (amount === undefined || amount.nano % one === 0n) return [];
    return `${path}[${name}]: fractional byte value "${formatQuantity(amount)}" is invalid, must be an integer`;
  });
}
