/** What a list of indexes cannot be, in the words of the reference. */
export class IndexRangesError extends Error {
  override readonly name = 'IndexRangesError';
}

/** From `first` to `last`, both included. */
export interface IndexRange {
  readonly first: number;
  readonly last: number;
}

/** Reads `0-3,7`, in which every index is less than `completions`. Throws an IndexRangesError. */
export function parseIndexRanges(text: string, completions: number): IndexRange[] {
  if (text === '') return [];
  const ranges: IndexRange[] = [];
  for (const part of text.split(',')) {
    const range = parseRange(part, completions);
    const previous = ranges.at(-1)?.last;
    if (previous !== undefined && previous >= range.first) throw outOfOrder(previous, range.first);
    ranges.push(range);
  }
  return ranges;
}

function parseRange(text: string, completions: number): IndexRange {
  const [from = '', to, ...more] = text.split('-');
  if (more.length > 0) {
    const rule = "violates the requirement that an index interval can have at most two parts separated by '-'";
    throw new IndexRangesError(`the fragment ${JSON.stringify(text)} ${rule}`);
  }
  const first = parseIndex(from, completions);
  if (to === undefined) return { first, last: first };
  const last = parseIndex(to, completions);
  if (first >= last) throw outOfOrder(first, last);
  return { first, last };
}

function parseIndex(text: string, completions: number): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new IndexRangesError(`cannot convert string to integer for index: ${JSON.stringify(text)}`);
  }
  if (Number(text) >= completions) throw new IndexRangesError(`too large index: ${JSON.stringify(text)}`);
  return Number(text);
}

function outOfOrder(previous: number, current: number): IndexRangesError {
  return new IndexRangesError(`non-increasing order, previous: ${previous}, current: ${current}`);
}

export function countOfIndexes(ranges: readonly IndexRange[]): number {
  return ranges.reduce((count, { first, last }) => count + last - first + 1, 0);
}
