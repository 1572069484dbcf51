import { milliValueOf, parseQuantity, type Quantity, wholeValueOf } from '@flotilla/machinery';

/** Amounts by resource name as plain numbers: `cpu` in thousandths, everything else in whole units. */
export type Amounts = ReadonlyMap<string, number>;

export function amountsOf(quantities: Iterable<readonly [string, Quantity]>): Amounts {
  const amounts = new Map<string, number>();
  for (const [name, quantity] of quantities) {
    amounts.set(name, name === 'cpu' ? milliValueOf(quantity) : wholeValueOf(quantity));
  }
  return amounts;
}

/** Of a list as it stands in an object: `{ cpu: '4', memory: '8Gi' }`. */
export function parseAmounts(list: Readonly<Record<string, string>> = {}): Amounts {
  return amountsOf(Object.entries(list).map(([name, text]) => [name, parseQuantity(String(text))] as const));
}

/** Adds `times` × `more` to `total`; −1 takes away. */
export function addAmounts(total: Map<string, number>, more: Amounts, times: 1 | -1): void {
  for (const [name, amount] of more) total.set(name, (total.get(name) ?? 0) + times * amount);
}
