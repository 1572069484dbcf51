import { expect, test } from 'vitest';
import { formatRange, parseRange } from './address-range.ts';
import { createRangePlanner } from './plan-range.ts';

test('ranges are given from the first on, and one that came free is given again', () => {
  const planner = createRangePlanner({ clusterRange: '10.244.0.0/16', nodeBits: 24 });
  expect(planner.next([])).toBe('10.244.0.0/24');
  expect(planner.next(['10.244.0.0/24', '10.244.1.0/24'])).toBe('10.244.2.0/24');
  expect(planner.next(['10.244.0.0/24', '10.244.2.0/24'])).toBe('10.244.1.0/24');
});

test('every range is given once, and then none', () => {
  const planner = createRangePlanner({ clusterRange: '10.128.0.0/18', nodeBits: 24 });
  const given: string[] = [];
  for (let range = planner.next(given); range !== undefined; range = planner.next(given)) given.push(range);
  expect(given).toHaveLength(64);
  expect(new Set(given).size).toBe(64);
  expect(given.at(-1)).toBe('10.128.63.0/24');
});

test('ranges of another size that were given before are kept clear of', () => {
  const planner = createRangePlanner({ clusterRange: '10.244.0.0/16', nodeBits: 24 });
  expect(planner.next(['10.244.0.0/22'])).toBe('10.244.4.0/24');
  expect(planner.next(['10.244.0.128/26'])).toBe('10.244.1.0/24');
  expect(planner.next(['10.0.0.0/8'])).toBeUndefined();
  expect(planner.next(['192.168.0.0/16', 'fd00::/64', 'nonsense'])).toBe('10.244.0.0/24');
});

test('settings that make no sense are refused at start', () => {
  expect(() => createRangePlanner({ clusterRange: 'fd00::/48', nodeBits: 64 })).toThrow('must be an IPv4 range');
  expect(() => createRangePlanner({ clusterRange: '10.244.0.0/16', nodeBits: 12 })).toThrow('from 16 to 30, got 12');
});

test('a range is read and written the same, its address cut to what its bits say', () => {
  for (const text of ['0.0.0.0/0', '10.244.255.0/24', '255.255.255.255/32']) {
    const range = parseRange(text);
    expect(range && formatRange(range)).toBe(text);
  }
  expect(parseRange('10.244.3.7/24')).toEqual(parseRange('10.244.3.0/24'));
  for (const text of ['10.244.0.0', '10.244.0.0/33', '10.244.0/16', '300.0.0.0/8']) {
    expect(parseRange(text)).toBeUndefined();
  }
});
