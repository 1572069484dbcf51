import { CHUNK_BYTES } from '../bulk/flow.ts';

/**
 * What a frame of a command's stream is about: its first byte. The numbers are those of `v5.channel.k8s.io`, so that a
 * WebSocket's messages pass as they are. Source: KEP-4006.
 */
export const frameChannel = { stdin: 0, stdout: 1, stderr: 2, result: 3, resize: 4, close: 255 } as const;

export interface Frame {
  readonly channel: number;
  readonly data: Uint8Array;
}

/** A flow hands on chunks of at most so many bytes unbroken, so that each is one frame. */
const DATA_BYTES = CHUNK_BYTES - 1;

/** As many frames as the data needs; one for empty data. */
export function* framesOf({ channel, data }: Frame): Generator<Uint8Array> {
  for (let offset = 0; offset === 0 || offset < data.length; offset += DATA_BYTES) {
    const part = data.subarray(offset, offset + DATA_BYTES);
    const frame = new Uint8Array(1 + part.length);
    frame[0] = channel;
    frame.set(part, 1);
    yield frame;
  }
}

export function readFrame(bytes: Uint8Array): Frame {
  return { channel: bytes[0] ?? frameChannel.close, data: bytes.subarray(1) };
}
