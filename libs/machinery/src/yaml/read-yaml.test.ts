import { expect, test } from 'vitest';
import { readYaml } from './read-yaml.ts';

test.each([
  ['', null],
  ['{"a":1}', { a: 1 }],
  ['a: yes\nb: "yes"\nc: off', { a: true, b: 'yes', c: false }],
  ['a: 017\nb: 0x1F\nc: 1_000\nd: 1e3', { a: 15, b: 31, c: 1000, d: 1000 }],
  ['a: 2024-01-01\nb: 1:30\nc: 2024-01-01T00:00:00Z', { a: '2024-01-01', b: '1:30', c: '2024-01-01T00:00:00Z' }],
  ['a: ~\nb:\n- null', { a: null, b: [null] }],
  ['1: a\ntrue: b', { '1': 'a', true: 'b' }],
  ['a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\ne: *x', { a: { b: 1 }, c: { b: 1, d: 2 }, e: { b: 1 } }],
  ['---\na: 1\n---\nb: 2', { a: 1 }],
])('%j is read as the reference reads it', (text, value) => {
  expect(readYaml(text)).toEqual({ value });
});

test('an alias is a copy of its own', () => {
  const { value } = readYaml('a: &x {b: 1}\nc: *x');
  expect(value).toEqual({ a: { b: 1 }, c: { b: 1 } });
  expect(value).not.toSatisfy((read: Record<string, unknown>) => read.a === read.c);
});

test.each([
  ['\ta: 1', 'yaml: found character that cannot start any token'],
  ['a: 1\nb: c: d', 'yaml: line 2: mapping values are not allowed in this context'],
  ['a: [1', "yaml: line 1: did not find expected ',' or ']'"],
  ['a: "x', 'yaml: found unexpected end of stream'],
  ['a: *u', "yaml: unknown anchor 'u' referenced"],
  ['a: .inf', 'json: unsupported value: +Inf'],
])('%j is refused', (text, message) => {
  expect(() => readYaml(text)).toThrow(message);
});

test('keys that are repeated are complained of, and the last one counts', () => {
  expect(readYaml('a: 1\nb: {c: 1, c: 2}\na: 3')).toEqual({
    value: { a: 3, b: { c: 2 } },
    complaint: 'yaml: unmarshal errors:\n  line 3: key "a" already set in map\n  line 2: key "c" already set in map',
  });
  expect(readYaml('{"a":1,"a":2}').complaint).toContain('key "a" already set in map');
});

test.each([
  ['in flow', '['.repeat(5000)],
  ['in blocks', `${'- '.repeat(5000)}a`],
  ['of an alias in itself', 'a: &a [*a]'],
])('nesting without end, %s, is refused', (_, text) => {
  expect(() => readYaml(text)).toThrow('exceeded max depth of 1000');
});

test('aliases of aliases do not fill the memory', () => {
  const levels = Array.from(
    { length: 20 },
    (_, level) => `l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`)}]`,
  );
  expect(() => readYaml(`l0: &l0 [1]\n${levels.join('\n')}`)).toThrow('yaml: document contains excessive aliasing');
});
