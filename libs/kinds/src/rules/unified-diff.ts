/** How many unchanged lines stand around a change. */
const context = 3;

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** What changed between two JSON values, as a unified diff of their indented texts without file names. */
export function unifiedDiff(before: unknown, after: unknown): string {
  const lines = alignLines(toLines(before), toLines(after));
  return hunksOf(lines)
    .map(({ from, to }) => formatHunk(lines, from, to))
    .join('');
}

function toLines(value: unknown): string[] {
  return JSON.stringify(value, sortedKeys, 1).split('\n');
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** The longest common subsequence of lines, once equal beginnings and ends are taken off. */
function alignLines(before: readonly string[], after: readonly string[]): Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return [
    ...before.slice(0, head).map(kept),
    ...alignMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(kept),
  ];
}

function kept(text: string): Line {
  return { sign: ' ', text };
}

function alignMiddle(before: readonly string[], after: readonly string[]): Line[] {
  const common = commonLengths(before, after);
  const lines: Line[] = [];
  let [left, right] = [0, 0];
  while (left < before.length || right < after.length) {
    const [gone, come] = [before[left], after[right]];
    if (gone !== undefined && gone === come) {
      lines.push(kept(gone));
      left += 1;
      right += 1;
    } else if (
      gone !== undefined &&
      (come === undefined || at(common, left + 1, right) >= at(common, left, right + 1))
    ) {
      lines.push({ sign: '-', text: gone });
      left += 1;
    } else {
      lines.push({ sign: '+', text: come ?? '' });
      right += 1;
    }
  }
  return lines;
}

/** For each pair of positions, how many lines the two rests have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let left = before.length - 1; left >= 0; left -= 1) {
    for (let right = after.length - 1; right >= 0; right -= 1) {
      const row = lengths[left] ?? [];
      const isSame = before[left] === after[right];
      row[right] = isSame
        ? at(lengths, left + 1, right + 1) + 1
        : Math.max(at(lengths, left + 1, right), at(lengths, left, right + 1));
    }
  }
  return lengths;
}

function at(lengths: readonly (readonly number[])[], left: number, right: number): number {
  return lengths[left]?.[right] ?? 0;
}

interface Hunk {
  from: number;
  to: number;
}

function hunksOf(lines: readonly Line[]): Hunk[] {
  const hunks: Hunk[] = [];
  for (const [index, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    const last = hunks.at(-1);
    const from = Math.max(index - context, 0);
    const to = Math.min(index + context + 1, lines.length);
    if (last !== undefined && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  return hunks;
}

function formatHunk(lines: readonly Line[], from: number, to: number): string {
  const shown = lines.slice(from, to);
  const [old, fresh] = [range(lines, from, to, '+'), range(lines, from, to, '-')];
  return `@@ -${old} +${fresh} @@\n${shown.map(({ sign, text }) => `${sign}${text}\n`).join('')}`;
}

/** Where a hunk stands in one of the two texts: that without the lines of the sign `without`. */
function range(lines: readonly Line[], from: number, to: number, without: '-' | '+'): string {
  const start = lines.slice(0, from).filter(({ sign }) => sign !== without).length;
  const count = lines.slice(from, to).filter(({ sign }) => sign !== without).length;
  if (count === 1) return String(start + 1);
  return `${count === 0 ? start : start + 1},${count}`;
}
