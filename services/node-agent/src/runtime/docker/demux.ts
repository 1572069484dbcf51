import type { OutputChunk } from '../session.ts';

/**
 * The payload of a stream that carries standard output and error in frames. Each frame has a header of 8 bytes: which of
 * the two, three zeros, and the length in big-endian order. Source: Docker Engine API, "Attach to a container", stream
 * format.
 */
export async function* demux(stream: AsyncIterable<Buffer>): AsyncGenerator<OutputChunk> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= headerBytes) {
      const end = headerBytes + rest.readUInt32BE(4);
      if (rest.length < end) break;
      yield { stream: rest[0] === standardError ? 'stderr' : 'stdout', data: rest.subarray(headerBytes, end) };
      rest = rest.subarray(end);
    }
  }
}

const headerBytes = 8;
const standardError = 2;

/** A terminal's stream, which has no frames. */
export async function* unframed(stream: AsyncIterable<Buffer>): AsyncGenerator<OutputChunk> {
  for await (const data of stream) yield { stream: 'stdout', data };
}
