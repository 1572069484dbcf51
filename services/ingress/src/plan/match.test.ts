import { expect, test } from 'vitest';
import { everything, matchOf } from './match.ts';

const inOrder = (...matches: { readonly priority: number }[]) =>
  matches.toSorted((one, other) => other.priority - one.priority);

test.each([
  ['a.com', '/', 'Prefix', 'Host("a.com") && PathPrefix("/")'],
  ['a.com', undefined, 'ImplementationSpecific', 'Host("a.com") && PathPrefix("/")'],
  ['a.com', '/shop', 'Prefix', 'Host("a.com") && (Path("/shop") || PathPrefix("/shop/"))'],
  ['a.com', '/shop/', 'Prefix', 'Host("a.com") && (Path("/shop") || PathPrefix("/shop/"))'],
  [undefined, '/shop', 'Exact', 'Path("/shop")'],
  ['*.a.com', '/', 'Prefix', 'HostRegexp("^[^.]+\\\\.a\\\\.com$") && PathPrefix("/")'],
])('host %s and path %s of type %s', (host, path, pathType, rule) => {
  expect(matchOf(host, path, pathType).rule).toBe(rule);
});

test('the longest path wins, and of two alike the exact one', () => {
  const prefix = (path: string) => matchOf('a.com', path, 'Prefix');
  const [root, shop, cart] = [prefix('/'), prefix('/shop'), prefix('/shop/cart')] as const;
  const exact = matchOf('a.com', '/shop', 'Exact');
  expect(inOrder(root, shop, exact, cart)).toEqual([cart, exact, shop, root]);
});

test('a host is preferred to a wildcard, that to none, and anything to the default', () => {
  const rootOf = (host?: string) => matchOf(host, '/', 'Prefix');
  const [host, wildcard, none] = [rootOf('a.com'), rootOf('*.com'), rootOf()] as const;
  const long = matchOf(undefined, `/${'x'.repeat(2000)}`, 'Prefix');
  expect(inOrder(everything, none, long, wildcard, host)).toEqual([host, wildcard, long, none, everything]);
});
