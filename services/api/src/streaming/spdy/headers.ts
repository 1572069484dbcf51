import type { Writable } from 'node:stream';
import { constants, createInflate } from 'node:zlib';
import { spdyDictionary } from './dictionary.ts';

/** A client's names are short; what grows beyond this is no header. */
const LARGEST_BLOCK_BYTES = 64 * 1024;

/** Reads the header blocks of one connection, in their order: they are one compressed stream. */
export interface HeaderReader {
  /** By name, in lower case. */
  read(block: Uint8Array): Promise<ReadonlyMap<string, string>>;
  close(): void;
}

export function createHeaderReader(): HeaderReader {
  const inflate = createInflate({ dictionary: spdyDictionary, flush: constants.Z_SYNC_FLUSH });
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  let parts: Buffer[] = [];
  let size = 0;
  inflate.on('error', broken.reject);
  inflate.on('data', (part: Buffer) => {
    parts.push(part);
    size += part.length;
    if (size <= LARGEST_BLOCK_BYTES) return;
    const tooLong = new Error(`Cannot read headers: they must be at most ${LARGEST_BLOCK_BYTES} bytes`);
    broken.reject(tooLong);
    inflate.destroy(tooLong);
  });
  return {
    async read(block) {
      parts = [];
      size = 0;
      await Promise.race([written(inflate, block), broken.promise]);
      return parseBlock(Buffer.concat(parts));
    },
    close() {
      broken.reject(new Error('the connection has ended'));
      inflate.destroy();
    },
  };
}

/** What fails is told by the stream. Resolves in a later turn, so that it is told before. */
function written(stream: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => stream.write(bytes, () => setImmediate(resolve)));
}

/** A count, then for each header its name and its value, their lengths before them. */
function parseBlock(block: Buffer): Map<string, string> {
  let offset = 4;
  const text = (): string => {
    const start = offset + 4;
    offset = start + block.readUInt32BE(offset);
    return block.toString('latin1', start, offset);
  };
  const headers = new Map<string, string>();
  for (let left = block.readUInt32BE(0); left > 0; left--) headers.set(text().toLowerCase(), text());
  return headers;
}

/**
 * No headers, in a block that is stored as it is, and an empty one, at which decoders hand on what they have. They depend
 * on nothing before them, except that something begins the stream. Source: RFC 1951.
 */
const NO_HEADERS = Buffer.from('000400fbff00000000000000ffff', 'hex');
/** zlib with a dictionary, named by its checksum. Source: RFC 1950. */
const STREAM_BEGIN = Buffer.from('78bbe3c6a7c2', 'hex');

/** Gives the header blocks of a server that has nothing to say in them. */
export function createEmptyHeaders(): () => Buffer {
  let begun = false;
  return () => {
    const block = begun ? NO_HEADERS : Buffer.concat([STREAM_BEGIN, NO_HEADERS]);
    begun = true;
    return block;
  };
}
