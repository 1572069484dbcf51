/** What a schedule cannot be, in the words of the reference, whose parser is robfig's cron. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}

/** One of the five parts of a schedule. */
export interface ScheduleField {
  readonly values: ReadonlySet<number>;
  /** Whether it says "any": then the other of day of month and day of week decides alone. */
  readonly isAny: boolean;
}

export interface FieldBounds {
  readonly least: number;
  readonly most: number;
  /** Three letters each, the first for `least`. */
  readonly names?: readonly string[];
}

/** Reads `*`, `5`, `1-5`, `0-30/10`, `mon,wed` and what is made of them. */
export function readField(text: string, bounds: FieldBounds): ScheduleField {
  const ranges = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => readRange(part, bounds));
  return {
    values: new Set(ranges.flatMap(({ values }) => values)),
    isAny: ranges.some(({ isAny }) => isAny),
  };
}

function readRange(text: string, bounds: FieldBounds): { readonly values: number[]; readonly isAny: boolean } {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const [first = '', second, ...moreEnds] = range.split('-');
  const isStar = first === '*' || first === '?';
  const start = isStar ? bounds.least : readValue(first, bounds);
  if (!isStar && moreEnds.length > 0) throw new ScheduleError(`too many hyphens: ${text}`);
  const end = isStar ? bounds.most : second === undefined ? start : readValue(second, bounds);
  if (moreSteps.length > 0) throw new ScheduleError(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : readNumber(stepText);
  const last = stepText !== undefined && second === undefined ? bounds.most : end;
  refuseRange({ start, last, step, text }, bounds);
  const values = Array.from({ length: Math.floor((last - start) / step) + 1 }, (_, index) => start + index * step);
  return { values, isAny: isStar && step === 1 };
}

interface ReadRange {
  readonly start: number;
  readonly last: number;
  readonly step: number;
  readonly text: string;
}

function refuseRange({ start, last, step, text }: ReadRange, { least, most }: FieldBounds): void {
  if (start < least) throw new ScheduleError(`beginning of range (${start}) below minimum (${least}): ${text}`);
  if (last > most) throw new ScheduleError(`end of range (${last}) above maximum (${most}): ${text}`);
  if (start > last) throw new ScheduleError(`beginning of range (${start}) beyond end of range (${last}): ${text}`);
  if (step === 0) throw new ScheduleError(`step of range should be a positive number: ${text}`);
}

function readValue(text: string, { least, names }: FieldBounds): number {
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  return index >= 0 ? least + index : readNumber(text);
}

function readNumber(text: string): number {
  const why = /^[+-]?\d+$/.test(text)
    ? Math.abs(Number(text)) >= 2 ** 63
      ? 'value out of range'
      : ''
    : 'invalid syntax';
  if (why !== '') {
    throw new ScheduleError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: ${why}`);
  }
  const value = Number(text);
  if (value < 0) throw new ScheduleError(`negative number (${value}) not allowed: ${text}`);
  return value;
}
