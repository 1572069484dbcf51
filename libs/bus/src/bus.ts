import type { Change, ChangeStream, ReadOptions } from './change.ts';

/** A message of the plain, unstored kind. */
export interface Message {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: ReadonlyMap<string, string>;
  /** Answers a request; does nothing for a message that asks none. */
  respond(data: Uint8Array | string, headers?: ReadonlyMap<string, string>): void;
}

export interface Subscription {
  stop(): void;
}

/** NATS. Only this package knows its subjects. */
export interface Bus {
  /** The first and last revision that the stream holds; undefined where there is no such stream. */
  streamState(stream: ChangeStream): Promise<{ first: number; last: number } | undefined>;
  /**
   * Changes in the order of their revisions, in batches as they arrive, gapless for ever: reconnects resume. Throws
   * {@link TooOld} or {@link StreamGone}; ends when the signal is aborted.
   */
  changes(stream: ChangeStream, options: ReadOptions): AsyncIterable<Change[]>;
  publish(subject: string, data: Uint8Array | string, headers?: ReadonlyMap<string, string>): void;
  /** Rejects when nobody answers within `timeoutMs` (1,000 ms by default). */
  request(
    subject: string,
    data: Uint8Array | string,
    options?: { timeoutMs?: number; headers?: ReadonlyMap<string, string> },
  ): Promise<Message>;
  /** `queue`: only one subscriber of that name gets each message. Errors a handler throws are logged by the bus. */
  subscribe(subject: string, handler: (message: Message) => void | Promise<void>, queue?: string): Subscription;
  /** Told at each loss of connection and each return. */
  onConnection(listener: (connected: boolean) => void): void;
  /** A second connection under the same identity, for bulk traffic that must not delay the first. */
  bulk(): Promise<Bus>;
  connected(): boolean;
  /** Resolves when everything published so far has reached the server. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
