import { expect, test } from 'vitest';
import { nodeNameOf } from './cluster-record.ts';

test.each([
  ['Host-1.Example.org', 'host-1.example.org'],
  ['my_host', 'my-host'],
  ['-.odd-.', 'odd'],
  ['a.-b', 'a.b'],
  ['___', 'node'],
  ['x'.repeat(80), 'x'.repeat(63)],
])('a hostname becomes a name that a Node may have: %s', (host, name) => {
  expect(nodeNameOf(host)).toBe(name);
});
