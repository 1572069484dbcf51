import { expect, test } from 'vitest';
import { shortHash } from './short-hash.ts';

test('the order of fields and those that are undefined do not matter', () => {
  expect(shortHash({ a: 1, b: { c: 2, d: undefined } })).toBe(shortHash({ b: { c: 2 }, a: 1 }));
});

test('another value or a collision makes another hash', () => {
  const hashes = [shortHash({ a: 1 }), shortHash({ a: 2 }), shortHash({ a: 1 }, 0), shortHash({ a: 1 }, 1)];
  expect(new Set(hashes).size).toBe(4);
});

test('it may stand in a name', () => {
  expect(shortHash({ image: 'web:1' })).toMatch(/^[a-z0-9]{4,10}$/);
});
