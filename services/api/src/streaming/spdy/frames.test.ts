import { expect, test } from 'vitest';
import {
  dataHeader,
  goAwayFrame,
  pingFrame,
  readSpdyFrames,
  replyFrame,
  resetFrame,
  type SpdyFrame,
} from './frames.ts';

async function framesOf(...chunks: Uint8Array[]): Promise<SpdyFrame[]> {
  async function* source() {
    yield* chunks;
  }
  return Array.fromAsync(readSpdyFrames(source()));
}

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

const aStream = bytes('8003 0001 00 00000c 00000003 00000000 0000 beef');

test('frames are read however they are cut', async () => {
  const all = Buffer.concat([aStream, dataHeader(3, 5, true), Buffer.from('hello'), pingFrame(7), goAwayFrame(3)]);
  const whole = await framesOf(all);
  expect(whole).toEqual([
    { is: 'stream', id: 3, headers: bytes('beef'), last: false },
    { is: 'data', id: 3, data: Buffer.from('hello'), last: true },
    { is: 'ping', id: 7 },
    { is: 'goAway' },
  ]);
  const cut = await framesOf(...Array.from(all, (byte) => Uint8Array.of(byte)));
  expect(cut.filter(({ is }) => is !== 'data')).toEqual(whole.filter(({ is }) => is !== 'data'));
  const parts = cut.filter((frame) => frame.is === 'data');
  expect(Buffer.concat(parts.map(({ data }) => data)).toString()).toBe('hello');
  expect(parts.map(({ last }) => last)).toEqual([false, false, false, false, true]);
});

test('the end of a stream is a data frame without data', async () => {
  expect(await framesOf(dataHeader(5, 0, true))).toEqual([{ is: 'data', id: 5, data: Buffer.alloc(0), last: true }]);
});

test('a stream that is broken off is told, and what streaming does not use is passed over', async () => {
  const settings = bytes('8003 0004 00 000004 00000000');
  const window = bytes('8003 0009 00 000008 00000001 00001000');
  expect(await framesOf(settings, window, resetFrame(9, 'cancelled'))).toEqual([{ is: 'reset', id: 9 }]);
});

test('a frame that is cut off by the end of the connection is none', async () => {
  expect(await framesOf(aStream.subarray(0, -1))).toEqual([]);
});

test('a control frame that is too long to be one breaks the connection off', async () => {
  await expect(framesOf(bytes('8003 0001 00 ffffff'))).rejects.toThrow('Cannot read a SPDY frame: it must be short');
});

test('frames are written as the protocol has them', () => {
  expect(replyFrame(3, bytes('beef'))).toEqual(bytes('8003 0002 00 000006 00000003 beef'));
  expect(dataHeader(3, 258, false)).toEqual(bytes('00000003 00 000102'));
  expect(resetFrame(3, 'refused')).toEqual(bytes('8003 0003 00 000008 00000003 00000003'));
  expect(goAwayFrame(3)).toEqual(bytes('8003 0007 00 000008 00000003 00000000'));
});
