import { describe, expect, it } from 'vitest';
import { WireReader } from './wire-reader.ts';

function reader(...bytes: number[]): WireReader {
  const made = new WireReader(Uint8Array.from(bytes));
  made.next();
  return made;
}

const allOnes = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

describe('a wire reader', () => {
  it('reads signed numbers of 32 and 64 bits', () => {
    expect(reader(0x08, 0x96, 0x01).int32()).toBe(150);
    expect(reader(0x08, ...allOnes, 0x01).int32()).toBe(-1);
    expect(reader(0x08, ...allOnes, 0x01).int64()).toBe(-1n);
    expect(reader(0x08, ...allOnes.slice(1), 0x7f).int64()).toBe(2n ** 63n - 1n);
  });

  it('reads doubles and strings', () => {
    expect(reader(0x09, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f).double()).toBe(1.5);
    expect(reader(0x0a, 3, 0xe2, 0x82, 0xac).string()).toBe('€');
  });

  it('skips fields of every type, groups within groups too', () => {
    const made = reader(0x0b, 0x13, 0x08, 0x01, 0x14, 0x1d, 1, 2, 3, 4, 0x0c, 0x10, 0x07);

    made.skip();
    made.next();

    expect([made.fieldNumber, made.int32()]).toEqual([2, 7]);
  });

  it.each([
    ['a length past the end', [0x0a, 5, 1], 'unexpected EOF'],
    ['a negative length', [0x0a, ...allOnes, 0x01], 'proto: negative length found during unmarshaling'],
    ['a number that does not end', [0x0a, ...allOnes, 0xff, 0x01], 'proto: integer overflow'],
    ['a value of another type', [0x08, 5], 'proto: wrong wireType = 0 for field 1'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => reader(...bytes).bytes()).toThrow(message);
  });

  it.each([
    ['a group that does not end', [0x0b, 0x10, 0x01], 'unexpected EOF'],
    ['an unknown type', [0x0f], 'proto: illegal wireType 7'],
  ])('refuses to skip %s', (_, bytes, message) => {
    expect(() => reader(...bytes).skip()).toThrow(message);
  });
});
