import { bulkSubject } from '../subjects.ts';

/** One direction of a bulk stream between the API and a node. */
export interface Flow {
  readonly node: string;
  /** Drawn by whoever asks for the stream; nobody else can guess it. */
  readonly id: string;
  /** `logs`, `stdout`: which of the stream's flows. */
  readonly part: string;
}

/**
 * Chunks go out on the data subject, in order, the last one bearing the end header. The receiver answers on the credit
 * subject with the number of bytes it has consumed in all: a sender runs at most a window ahead of it. Both say every
 * few seconds that they are there, the sender with an empty chunk, and give up when they hear nothing. Each message of the
 * sender's says how much went before it: NATS loses what is under way when it restarts, and a flow breaks then rather
 * than going on with a hole.
 */
export const dataSubject = ({ node, id, part }: Flow): string => bulkSubject(node, id, part);
export const creditSubject = ({ node, id, part }: Flow): string => bulkSubject(node, id, `${part}-credit`);

/** How many bytes were sent before this message. */
export const AT_HEADER = 'Flow-At';
/** Empty: all was sent. Otherwise why it was broken off. */
export const END_HEADER = 'Flow-End';
/** The receiver wants no more. */
export const STOP_HEADER = 'Flow-Stop';

export const WINDOW_BYTES = 1024 * 1024;
export const CHUNK_BYTES = 64 * 1024;
/** How often either end says that it is still there. */
export const PULSE_MS = 5_000;
export const SILENCE_MS = 20_000;

/** The other end broke the flow off, or is gone. Remedy: ask for the stream again. */
export class FlowBroken extends Error {
  override readonly name = 'FlowBroken';
}
