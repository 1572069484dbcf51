import { expect, test } from 'vitest';
import { contains, createAddressPool, parseRange } from './address-pool.ts';

test('a range’s first address is its gateway’s', () => {
  expect(parseRange('10.244.3.77/24')).toEqual({ cidr: '10.244.3.0/24', prefixLength: 24, gateway: '10.244.3.1' });
  expect(parseRange('192.168.255.0/28').gateway).toBe('192.168.255.1');
});

test.each(['10.244.0.0', '10.244.0.0/31', 'fd00::/64', '10.244.0/24', '10.0.0.0/7'])(
  '%s is no range for Pods',
  (cidr) => {
    expect(() => parseRange(cidr)).toThrow(`it must be an IPv4 CIDR from /8 to /30, got ${cidr}`);
  },
);

test('every address is given out once, and one that came back only after the others', () => {
  const pool = createAddressPool(parseRange('10.0.0.0/29'));
  pool.reserve('10.0.0.3');
  expect([pool.take(), pool.take()]).toEqual(['10.0.0.2', '10.0.0.4']);
  pool.giveBack('10.0.0.2');
  expect([pool.take(), pool.take(), pool.take()]).toEqual(['10.0.0.5', '10.0.0.6', '10.0.0.2']);
  expect(() => pool.take()).toThrow('the range 10.0.0.0/29 must have a free one');
  pool.giveBack('10.0.0.1');
  expect(() => pool.take()).toThrow();
});

test('a range knows its own addresses', () => {
  const range = parseRange('10.0.0.0/29');
  expect(['10.0.0.6', '10.0.0.9', 'fd00::1', ''].map((address) => contains(range, address))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
