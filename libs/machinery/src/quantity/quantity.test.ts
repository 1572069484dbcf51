import { describe, expect, test } from 'vitest';
import { formatQuantity } from './format-quantity.ts';
import { parseQuantity } from './parse-quantity.ts';
import {
  addQuantities,
  compareQuantities,
  milliQuantityOf,
  milliValueOf,
  type Quantity,
  quantityOf,
  subtractQuantities,
  wholeValueOf,
} from './quantity.ts';

/** What stays when the text as written is forgotten. */
function canonical({ nano, format }: Quantity): string {
  return formatQuantity({ nano, format });
}

describe('parsing', () => {
  test.each([
    ['0', '0', 0, 0],
    ['100m', '100m', 1, 100],
    ['1500m', '1500m', 2, 1500],
    ['0.1', '100m', 1, 100],
    ['1.5', '1500m', 2, 1500],
    ['2000m', '2', 2, 2000],
    ['1.5Gi', '1536Mi', 1_610_612_736, 1_610_612_736_000],
    ['1024Mi', '1Gi', 1_073_741_824, 1_073_741_824_000],
    ['512', '512', 512, 512_000],
    ['1000k', '1M', 1_000_000, 1_000_000_000],
    ['12e6', '12e6', 12_000_000, 12_000_000_000],
    ['0.5Ki', '512', 512, 512_000],
    ['0.0001Ki', '102400u', 1, 103],
    ['1E', '1E', 1e18, 1e21],
    ['0.1n', '1n', 1, 1],
    ['-1.5', '-1500m', -2, -1500],
    ['.', '0', 0, 0],
  ])('%s is %s', (text, printed, value, milli) => {
    const quantity = parseQuantity(text);
    expect(canonical(quantity)).toBe(printed);
    expect(wholeValueOf(quantity)).toBe(value);
    expect(milliValueOf(quantity)).toBe(milli);
  });

  test.each(['', 'a', '1 ', ' 1', '1..2', '0x1'])('%j is no quantity', (text) => {
    expect(() => parseQuantity(text)).toThrow(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  });

  test.each(['1K', '1mi', '1Kim', '1e', '1E1000', '1e2000000000', '--1'])('%s has no known suffix', (text) => {
    expect(() => parseQuantity(text)).toThrow("unable to parse quantity's suffix");
  });

  test('amounts with a binary suffix end at what 64 bits hold', () => {
    expect(canonical(parseQuantity('100000Ei'))).toBe('9223372036854775807');
  });

  test('what upstream takes for canonical is printed as it was written', () => {
    expect(formatQuantity(parseQuantity('+5Ki'))).toBe('+5Ki');
    expect(formatQuantity(parseQuantity('1E3'))).toBe('1E3');
    expect(formatQuantity(parseQuantity('1000m'))).toBe('1');
  });
});

describe('arithmetic', () => {
  test('is exact, and keeps the format of the left operand', () => {
    const sum = addQuantities(parseQuantity('1Gi'), parseQuantity('100m'));
    expect(formatQuantity(sum)).toBe('1073741824100m');
    expect(formatQuantity(subtractQuantities(sum, parseQuantity('100m')))).toBe('1Gi');
  });

  test('a sum that begins at zero takes the format of what is added', () => {
    expect(formatQuantity(addQuantities(quantityOf(0), parseQuantity('2Gi')))).toBe('2Gi');
  });

  test('orders across suffixes', () => {
    expect(compareQuantities(parseQuantity('1Gi'), parseQuantity('1G'))).toBe(1);
    expect(compareQuantities(parseQuantity('1000m'), parseQuantity('1'))).toBe(0);
    expect(compareQuantities(milliQuantityOf(999), quantityOf(1))).toBe(-1);
  });
});

describe('for many quantities', () => {
  const suffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'Ki', 'Mi', 'Gi', 'Ti', 'e3', 'e-6', 'E2'];
  const numbers = ['1', '7', '10', '999', '1000', '1024', '123456789', '0.5', '1.25', '0.001', '-3', '-2048'];
  const texts = numbers.flatMap((number) => suffixes.map((suffix) => number + suffix));

  test.each(texts)('%s printed canonically and parsed again is the same amount and text', (text) => {
    const quantity = parseQuantity(text);
    const again = parseQuantity(canonical(quantity));
    expect(again.nano).toBe(quantity.nano);
    expect(canonical(again)).toBe(canonical(quantity));
  });

  test('adding and then subtracting leaves the amount as it was', () => {
    for (const left of texts) {
      for (const right of texts) {
        const [one, other] = [parseQuantity(left), parseQuantity(right)];
        expect(subtractQuantities(addQuantities(one, other), other).nano).toBe(one.nano);
      }
    }
  });
});
