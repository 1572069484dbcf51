/** Milliseconds in each unit of a duration as Go writes it. */
const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Reads `1h30m`: milliseconds. Throws an Error with Go's words. */
export function parseGoDuration(text: string): number {
  const whole = /^([+-]?)(.*)$/s.exec(text);
  const [sign, amounts] = [whole?.[1], whole?.[2] ?? ''];
  if (amounts === '0') return 0;
  if (amounts === '') throw new Error(`time: invalid duration ${JSON.stringify(text)}`);
  let milliseconds = 0;
  for (let rest = amounts; rest !== ''; ) {
    const [part, amount, unit = ''] = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest) ?? [];
    if (part === undefined) throw new Error(`time: invalid duration ${JSON.stringify(text)}`);
    if (unit === '') throw new Error(`time: missing unit in duration ${JSON.stringify(text)}`);
    const factor = units[unit];
    if (factor === undefined) {
      throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
    }
    milliseconds += Number(amount) * factor;
    rest = rest.slice(part.length);
  }
  return sign === '-' ? -milliseconds : milliseconds;
}
