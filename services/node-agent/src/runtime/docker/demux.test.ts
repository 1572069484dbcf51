import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { demux } from './demux.ts';

function frame(stream: 1 | 2, text: string): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

test.each([1, 3, 8, 1000])('both outputs come out in order, however the bytes arrive (%d at a time)', async (size) => {
  const bytes = Buffer.concat([frame(1, 'one\n'), frame(2, 'problem\n'), frame(1, ''), frame(1, 'two\n')]);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  const chunks = [];
  for await (const { stream, data } of demux(Readable.from(pieces)))
    chunks.push([stream, Buffer.from(data).toString()]);
  expect(chunks).toEqual([
    ['stdout', 'one\n'],
    ['stderr', 'problem\n'],
    ['stdout', ''],
    ['stdout', 'two\n'],
  ]);
});
