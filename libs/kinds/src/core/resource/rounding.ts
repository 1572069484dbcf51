import type { Quantity } from '@flotilla/machinery';
import { formatQuantity, milliQuantityOf, milliValueOf, parseQuantity } from '@flotilla/machinery';

/** Rounds amounts finer than a thousandth up, which is as fine as anything counts. */
export function roundAmounts(amounts: Record<string, string> | undefined): void {
  for (const [name, text] of Object.entries(amounts ?? {})) {
    if (amounts !== undefined) amounts[name] = formatQuantity(roundToMilli(parseQuantity(String(text))));
  }
}

function roundToMilli(amount: Quantity): Quantity {
  const isFiner = amount.nano % 1_000_000n !== 0n;
  return isFiner ? { ...milliQuantityOf(milliValueOf(amount)), format: amount.format } : amount;
}
