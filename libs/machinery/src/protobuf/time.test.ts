import { expect, it } from 'vitest';
import { decodeMicroTime, decodeTime } from './time.ts';

/** `Timestamp { seconds = 1, nanos = 2 }` */
function timestamp(seconds: number, nanoseconds: number): Uint8Array {
  return Uint8Array.from([0x08, ...varint(BigInt(seconds)), 0x10, ...varint(BigInt(nanoseconds))]);
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

it('a time is written in whole seconds', () => {
  expect(decodeTime(timestamp(1_767_323_045, 999_999_999))).toBe('2026-01-02T03:04:05Z');
});

it('a micro time is written with six decimals, even of nanoseconds out of range', () => {
  expect(decodeMicroTime(timestamp(1_767_323_045, 1_234_567))).toBe('2026-01-02T03:04:05.001234Z');
  expect(decodeMicroTime(timestamp(1_767_323_045, -1000))).toBe('2026-01-02T03:04:04.999999Z');
});

it('the start of 1970 is a time, and no bytes are none', () => {
  expect(decodeTime(timestamp(0, 0))).toBe('1970-01-01T00:00:00Z');
  expect(decodeTime(new Uint8Array())).toBeUndefined();
  expect(decodeMicroTime(timestamp(-62_135_596_800, 0))).toBeUndefined();
});

it('a year of five digits is refused', () => {
  expect(() => decodeTime(timestamp(253_402_300_800, 0))).toThrow('year outside of range [0,9999]');
});
