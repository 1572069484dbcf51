import { expect, test } from 'vitest';
import { canonicalAddress } from './address.ts';
import { cidr, ipAddress, isDualStack } from './address-rules.ts';
import { ipWarnings } from './address-warnings.ts';
import { textsOf } from './texts.fixture.ts';

test.each([
  ['10.0.0.1', []],
  ['fd00::1', []],
  ['010.0.0.1', ['a: Invalid value: "010.0.0.1": must not have leading 0s']],
  ['::ffff:10.0.0.1', ['a: Invalid value: "::ffff:10.0.0.1": must not be an IPv4-mapped IPv6 address']],
  ['10.0.0', ['a: Invalid value: "10.0.0": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
])('the address %s', (address, expected) => {
  expect(textsOf(ipAddress('a', address))).toEqual(expected);
});

test.each([
  ['10.0.0.0/8', []],
  ['fd00::/64', []],
  ['10.0.0.0', ['a: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
  ['10.0.0.0/33', ['a: Invalid value: "10.0.0.0/33": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
  ['10.0.0.0/08', ['a: Invalid value: "10.0.0.0/08": must not have leading 0s in IP or prefix length']],
  ['10.0.0.1/8', ['a: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length']],
  ['fd00::1/64', ['a: Invalid value: "fd00::1/64": must not have bits set beyond the prefix length']],
  ['::ffff:10.0.0.0/104', ['a: Invalid value: "::ffff:10.0.0.0/104": must not have an IPv4-mapped IPv6 address']],
])('the range %s', (range, expected) => {
  expect(textsOf(cidr('a', range))).toEqual(expected);
});

test('a dual stack has one of each family', () => {
  expect(isDualStack(['10.0.0.1', 'fd00::1'])).toBe(true);
  expect(isDualStack(['10.0.0.1', '10.0.0.2'])).toBe(false);
  expect(isDualStack(['10.0.0.1', 'fd00::1', 'fd00::2'])).toBe(false);
});

test.each([
  ['FE80:0:0:0:0:0:0:0abc', 'fe80::abc'],
  ['0:0:0:0:0:0:0:0', '::'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['10.01.0.1', '10.1.0.1'],
])('%s is %s in canonical form', (address, canonical) => {
  expect(canonicalAddress(address)).toBe(canonical);
});

test('odd forms are warned of', () => {
  expect(ipWarnings('a', '010.0.0.1')).toEqual(['a: non-standard IP address "010.0.0.1" is invalid: use "10.0.0.1"']);
  expect(ipWarnings('a', '10.0.0.1')).toEqual([]);
});
