/** A status without the counts that are nothing, which the API does not show. */
export function withoutZeros<T extends object>(status: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(status).filter(([, value]) => value !== 0 && value !== undefined),
  ) as Partial<T>;
}
