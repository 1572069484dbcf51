/**
 * What SPDY/3.1 says in frames, as far as streaming uses it. Clients neither heed nor send windows (moby/spdystream has
 * none), so that what holds a sender up is the connection itself. Source: SPDY 3.1.
 */
export type SpdyFrame =
  | { readonly is: 'stream'; readonly id: number; readonly headers: Uint8Array; readonly last: boolean }
  /** A part of a data frame: a large one comes in several. */
  | { readonly is: 'data'; readonly id: number; readonly data: Uint8Array; readonly last: boolean }
  | { readonly is: 'reset'; readonly id: number }
  | { readonly is: 'ping'; readonly id: number }
  | { readonly is: 'goAway' };

const TYPE = { stream: 1, reply: 2, reset: 3, ping: 6, goAway: 7 } as const;
const VERSION = 3;
const LAST = 1;
const HEADER_BYTES = 8;
const LARGEST_CONTROL_BYTES = 64 * 1024;

/** Reads frames until the connection ends; what we have no use for is left out. Throws at what is no frame. */
export async function* readSpdyFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SpdyFrame> {
  const source = chunks[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  /** Whether there is so much before the end. */
  const has = async (bytes: number): Promise<boolean> => {
    while (held.length < bytes) {
      const next = await source.next();
      if (next.done) return false;
      held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value]);
    }
    return true;
  };
  const take = (bytes: number): Buffer => {
    const taken = held.subarray(0, bytes);
    held = held.subarray(bytes);
    return taken;
  };
  try {
    while (await has(HEADER_BYTES)) {
      const header = take(HEADER_BYTES);
      const last = header.readUInt8(4) === LAST;
      let left = header.readUIntBE(5, 3);
      if (header.readUInt8(0) < 0x80) {
        const id = header.readUInt32BE(0);
        do {
          if (!(await has(Math.min(left, 1)))) return;
          const data = take(Math.min(left, held.length));
          left -= data.length;
          yield { is: 'data', id, data, last: last && left === 0 };
        } while (left > 0);
      } else {
        if (left > LARGEST_CONTROL_BYTES)
          throw new Error(`Cannot read a SPDY frame: it must be short, got ${left} bytes`);
        if (!(await has(left))) return;
        const frame = controlFrame(header.readUInt16BE(2), take(left), last);
        if (frame !== undefined) yield frame;
      }
    }
  } finally {
    await source.return?.();
  }
}

function controlFrame(type: number, payload: Buffer, last: boolean): SpdyFrame | undefined {
  switch (type) {
    case TYPE.stream:
      return { is: 'stream', id: payload.readUInt32BE(0) & 0x7fffffff, headers: payload.subarray(10), last };
    case TYPE.reset:
      return { is: 'reset', id: payload.readUInt32BE(0) & 0x7fffffff };
    case TYPE.ping:
      return { is: 'ping', id: payload.readUInt32BE(0) };
    case TYPE.goAway:
      return { is: 'goAway' };
    default:
      return undefined;
  }
}

/** Accepts a stream. */
export function replyFrame(id: number, headers: Uint8Array): Buffer {
  return control(TYPE.reply, Buffer.concat([words(id), headers]));
}

/** What comes before data of that length. */
export function dataHeader(id: number, length: number, last: boolean): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(id, 0);
  header.writeUInt8(last ? LAST : 0, 4);
  header.writeUIntBE(length, 5, 3);
  return header;
}

/** `refused` where a stream is not taken, `cancelled` where it is not wanted any more. */
export function resetFrame(id: number, why: 'refused' | 'cancelled'): Buffer {
  return control(TYPE.reset, words(id, why === 'refused' ? 3 : 5));
}

export function pingFrame(id: number): Buffer {
  return control(TYPE.ping, words(id));
}

export function goAwayFrame(lastStream: number): Buffer {
  return control(TYPE.goAway, words(lastStream, 0));
}

function control(type: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(0x8000 | VERSION, 0);
  header.writeUInt16BE(type, 2);
  header.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([header, payload]);
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
}
