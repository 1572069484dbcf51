import { expect, test } from 'vitest';
import { add, formatTotals } from './totals.ts';

test('totals add up, and the last line names skipped tests only where there are any', () => {
  const whole = add({ passed: 2, failed: 0, skipped: 0 }, { passed: 3, failed: 1, skipped: 0 });
  expect(formatTotals(whole)).toBe('5 passed, 1 failed');
  expect(formatTotals(add(whole, { passed: 0, failed: 0, skipped: 4 }))).toBe('5 passed, 1 failed, 4 skipped');
});
