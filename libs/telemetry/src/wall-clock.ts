/** `Date.now()` counts whole milliseconds, so that this much apart is no drift. */
const toleranceMs = 2;

let anchorMs = performance.timeOrigin;

/**
 * Milliseconds since 1970 with fractions, as spans of well under a millisecond need. It follows the system's clock
 * where that is set, or stood still in a suspended machine.
 */
export function wallClockMs(): number {
  const driftMs = Date.now() - (anchorMs + performance.now());
  if (Math.abs(driftMs) > toleranceMs) anchorMs += driftMs;
  return anchorMs + performance.now();
}
