import { constants, createDeflate, createInflate } from 'node:zlib';
import { expect, test } from 'vitest';
import { spdyDictionary } from './dictionary.ts';
import { createEmptyHeaders, createHeaderReader } from './headers.ts';

test('the dictionary is the protocol’s', () => {
  let [low, high] = [1, 0];
  for (const byte of spdyDictionary) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  expect(spdyDictionary).toHaveLength(1423);
  expect((high * 65_536 + low).toString(16)).toBe('e3c6a7c2');
});

/** Compresses blocks as a client does: one stream, flushed after each. */
function clientBlocks() {
  const deflate = createDeflate({ dictionary: spdyDictionary, flush: constants.Z_SYNC_FLUSH });
  return (block: Buffer): Promise<Buffer> =>
    new Promise((resolve) => deflate.write(block, () => resolve(deflate.read() as Buffer)));
}

function blockOf(headers: Readonly<Record<string, string>>): Buffer {
  const number = (value: number) => Buffer.from(value.toString(16).padStart(8, '0'), 'hex');
  const texts = Object.entries(headers).flat();
  return Buffer.concat([
    number(texts.length / 2),
    ...texts.flatMap((text) => [number(text.length), Buffer.from(text)]),
  ]);
}

test('the headers of one connection are one compressed stream', async () => {
  const compress = clientBlocks();
  const reader = createHeaderReader();
  const first = { streamtype: 'error', port: '80', requestid: '0' };
  const second = { StreamType: 'data', port: '80', requestid: '0' };
  expect(await reader.read(await compress(blockOf(first)))).toEqual(new Map(Object.entries(first)));
  expect(await reader.read(await compress(blockOf(second)))).toEqual(
    new Map(Object.entries({ streamtype: 'data', port: '80', requestid: '0' })),
  );
  reader.close();
});

test('what grows beyond all headers is not read', async () => {
  const reader = createHeaderReader();
  const bomb = await clientBlocks()(blockOf({ a: 'x'.repeat(1024 * 1024) }));
  await expect(reader.read(bomb)).rejects.toThrow();
});

test('what is not compressed so is not read', async () => {
  await expect(createHeaderReader().read(Buffer.from('nonsense'))).rejects.toThrow();
});

test('a decoder hands on each empty block at once', async () => {
  const inflate = createInflate({ dictionary: spdyDictionary, flush: constants.Z_SYNC_FLUSH });
  const next = createEmptyHeaders();
  for (const block of [next(), next(), next()]) {
    await new Promise((resolve) => inflate.write(block, resolve));
    expect(inflate.read()).toEqual(Buffer.alloc(4));
  }
});
