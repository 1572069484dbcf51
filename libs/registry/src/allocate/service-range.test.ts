import { expect, test } from 'vitest';
import { drawAddress, findAddress, isWithin, parseServiceRange, type ServiceRange } from './service-range.ts';

function range(text: string): ServiceRange {
  const parsed = parseServiceRange(text);
  if (parsed === undefined) throw new Error(`no range: ${text}`);
  return parsed;
}

test.each(['10.96.0.0', '10.96.0.0/33', 'fd00::/64', 'x/8', '10.96.0.0/31'])('%s is no range', (text) => {
  expect(parseServiceRange(text)).toBeUndefined();
});

test('its first and last address are no Service’s', () => {
  const small = range('10.96.0.0/24');
  const outcomes = ['10.96.0.0', '10.96.0.1', '10.96.0.254', '10.96.0.255', '10.97.0.1'].map((each) =>
    isWithin(small, each),
  );
  expect(outcomes).toEqual([false, true, true, false, false]);
});

test('addresses are drawn from above those that users are likely to name', () => {
  const small = range('10.96.0.0/24');
  expect(drawAddress(small, 0)).toBe('10.96.0.17');
  expect(drawAddress(small, 0.9999)).toBe('10.96.0.254');
});

test('each address is found once until all are taken but the API’s own', () => {
  const small = range('10.96.0.0/27');
  const taken = new Set<string>();
  for (;;) {
    const address = findAddress(small, taken, 0.3);
    if (address === undefined) break;
    expect(isWithin(small, address)).toBe(true);
    expect(taken.has(address)).toBe(false);
    taken.add(address);
  }
  expect(taken.size).toBe(29);
  expect(taken.has('10.96.0.1')).toBe(false);
});
