import type { IndexRange } from '@flotilla/kinds';

/** Completion indexes, kept as ranges: there may be 100,000. */
export class IndexSet {
  /** In order, apart from each other. */
  readonly #ranges: readonly IndexRange[];

  private constructor(ranges: readonly IndexRange[]) {
    this.#ranges = ranges;
  }

  static of(indexes: Iterable<number>): IndexSet {
    return new IndexSet(joined([...indexes].map((index) => ({ first: index, last: index }))));
  }

  /** Reads what a status holds. What is no number, or not less than `completions`, is left out. */
  static parse(text: string, completions: number): IndexSet {
    const ranges = text.split(',').flatMap((part): IndexRange[] => {
      const [from, to = from] = part.split('-');
      if (!/^\d+$/.test(from ?? '') || !/^\d+$/.test(to ?? '') || Number(from) >= completions) return [];
      return [{ first: Number(from), last: Math.min(Number(to), completions - 1) }];
    });
    return new IndexSet(joined(ranges));
  }

  get size(): number {
    return this.#ranges.reduce((count, { first, last }) => count + last - first + 1, 0);
  }

  has(index: number): boolean {
    return this.#ranges.some(({ first, last }) => first <= index && index <= last);
  }

  with(other: IndexSet): IndexSet {
    return new IndexSet(joined([...this.#ranges, ...other.#ranges]));
  }

  /** How many are in both. */
  overlap(other: IndexSet): number {
    const counts = this.#ranges.flatMap((one) =>
      other.#ranges.map((two) => Math.min(one.last, two.last) - Math.max(one.first, two.first) + 1),
    );
    return counts.filter((count) => count > 0).reduce((sum, count) => sum + count, 0);
  }

  /** The first `count` that are not in it and less than `completions`. */
  missing(count: number, completions: number): number[] {
    const found: number[] = [];
    let next = 0;
    for (const { first, last } of [...this.#ranges, { first: completions, last: completions }]) {
      for (; next < Math.min(first, completions) && found.length < count; next++) found.push(next);
      next = Math.max(next, last + 1);
    }
    return found;
  }

  /** As a status shows it: `0-3,7,9,10`. */
  toString(): string {
    return this.#ranges
      .map(({ first, last }) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`))
      .join(',');
  }
}

function joined(ranges: readonly IndexRange[]): IndexRange[] {
  const result: IndexRange[] = [];
  for (const range of ranges.toSorted((one, other) => one.first - other.first)) {
    const before = result.at(-1);
    if (before === undefined || range.first > before.last + 1) result.push(range);
    else result[result.length - 1] = { first: before.first, last: Math.max(before.last, range.last) };
  }
  return result;
}
