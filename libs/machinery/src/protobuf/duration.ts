const UNITS = [
  { suffix: 'ns', nanoseconds: 1n },
  { suffix: 'µs', nanoseconds: 1_000n },
  { suffix: 'ms', nanoseconds: 1_000_000n },
] as const;
const SECOND = 1_000_000_000n;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;

/** Writes nanoseconds as Go's `time.Duration` does: `1h0m30.5s`, `1.5ms`, `0s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) {
    return '0s';
  }
  const sign = nanoseconds < 0n ? '-' : '';
  const rest = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  return sign + (rest < SECOND ? belowSecond(rest) : fromSecond(rest));
}

function belowSecond(nanoseconds: bigint): string {
  const unit = UNITS.findLast((each) => each.nanoseconds <= nanoseconds) ?? UNITS[0];
  return decimal(nanoseconds, unit.nanoseconds) + unit.suffix;
}

function fromSecond(nanoseconds: bigint): string {
  const hours = nanoseconds >= HOUR ? `${nanoseconds / HOUR}h` : '';
  const minutes = nanoseconds >= MINUTE ? `${(nanoseconds % HOUR) / MINUTE}m` : '';
  return `${hours}${minutes}${decimal(nanoseconds % MINUTE, SECOND)}s`;
}

/** `value / unit`, where a unit is a power of ten. */
function decimal(value: bigint, unit: bigint): string {
  const digits = String(unit).length - 1;
  const fraction = String(value % unit)
    .padStart(digits, '0')
    .slice(0, digits)
    .replace(/0+$/, '');
  return fraction === '' ? `${value / unit}` : `${value / unit}.${fraction}`;
}
