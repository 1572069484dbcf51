import { describe, expect, test } from 'vitest';
import { readJson, readJsonWithRepeats } from './read-json.ts';
import { scanJson } from './scan-json.ts';

const values = [
  '{}',
  '[]',
  'null',
  ' [1, -2.5e+3, 0, "a\\n\\u00e9\\"", true, false, null, {"a": {"b": [[]]}}] ',
  '{"a":1,"b":{"c":[{"d":"é"}]},"__proto__":{"x":1}}',
];

test.each(values)('%s is read the same, slow or fast', (text) => {
  expect(scanJson(text).value).toEqual(JSON.parse(text));
  expect(readJson(text)).toEqual(JSON.parse(text));
  expect(scanJson(text).repeated.size).toBe(0);
});

test.each([
  ['', 'unexpected end of JSON input'],
  ['{', 'unexpected end of JSON input'],
  ['[1,', 'unexpected end of JSON input'],
  ['"abc', 'unexpected end of JSON input'],
  ['tru', "invalid character ' ' in literal true (expecting 'e')"],
  ['1.', "invalid character ' ' after decimal point in numeric literal"],
  ['"\\u12', "invalid character ' ' in \\u hexadecimal character escape"],
  ['x', "invalid character 'x' looking for beginning of value"],
  ['[1,]', "invalid character ']' looking for beginning of value"],
  ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
  ['[1 2]', "invalid character '2' after array element"],
  ['{} {}', "invalid character '{' after top-level value"],
  ['01', "invalid character '1' after top-level value"],
  ['-a', "invalid character 'a' in numeric literal"],
  ['1.x', "invalid character 'x' after decimal point in numeric literal"],
  ['1e+x', "invalid character 'x' in exponent of numeric literal"],
  ['trux', "invalid character 'x' in literal true (expecting 'e')"],
  ['nope', "invalid character 'o' in literal null (expecting 'u')"],
  ['"a\nb"', "invalid character '\\n' in string literal"],
  ['"\\x"', "invalid character 'x' in string escape code"],
  ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
  ["'a'", "invalid character '\\'' looking for beginning of value"],
  ['é', "invalid character 'Ã' looking for beginning of value"],
  ['\uFEFF{}', "invalid character 'ï' looking for beginning of value"],
])('%j is refused with the words of the reference', (text, message) => {
  expect(() => readJson(text)).toThrow(message);
});

describe('depth', () => {
  const nested = (depth: number) => '{"a":['.repeat(depth / 2) + ']}'.repeat(depth / 2);

  test('is bounded', () => {
    expect(JSON.stringify(readJson(nested(1000)))).toBe(nested(1000));
    expect(() => readJson(nested(1002))).toThrow("invalid character '{' exceeded max depth");
    expect(() => readJson('['.repeat(1_000_000))).toThrow("invalid character '[' exceeded max depth");
  });

  test('is not counted in strings, nor by how much there is', () => {
    const text = JSON.stringify({ a: '[\\"{'.repeat(2000), b: Array.from({ length: 2000 }, () => [{}]) });
    expect(readJson(text)).toEqual(JSON.parse(text));
  });
});

test('repeated keys are seen where they are, and the last one counts', () => {
  const { value, repeated } = scanJson('{"a":{"x":1,"y":2,"x":3},"b":[{"c":1}]}');
  expect(value).toEqual({ a: { x: 3, y: 2 }, b: [{ c: 1 }] });
  expect([...repeated]).toEqual([
    [
      { x: 3, y: 2 },
      [
        ['x', 1],
        ['y', 2],
        ['x', 3],
      ],
    ],
  ]);
});

test.each(['{"a":1,"b":[{"c":2}]}\n', '{ "a": 1, "b": "\\u003c" }', '{"a":1,"a":2}', '{"a":1000,"b":1e3,"a":1000}'])(
  'a short look finds the same repetitions in %s as a long one',
  (text) => {
    expect(readJsonWithRepeats(text)).toEqual(scanJson(text));
  },
);
