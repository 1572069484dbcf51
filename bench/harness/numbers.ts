/** The value that half of the others do not exceed; of an even number, the lower of the middle two. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that this share of the others does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error('Cannot take a quantile: there must be a value, got none');
  return found;
}

/** Three digits that matter. */
export function short(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** How many times the second the first is: `0.85 ×`. */
export function ratio(value: number, reference: number): string {
  return `${short(value / reference)} ×`;
}
