import type { NodeStream } from '@flotilla/bus';

/** A client's end of one connection to a port of a Pod. */
export interface ForwardedConnection {
  readonly port: number;
  /** What it sends; throws when it is gone. */
  input(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Resolves when more may be sent. Rejects when it is gone. */
  send(data: Uint8Array): Promise<void>;
  /** Nothing more comes from the Pod. */
  finish(): void;
}

/** Connects to a port of a Pod; rejects with why that cannot be. */
export type DialPort = (port: number) => Promise<NodeStream>;

/** Resolves when both directions have ended. Rejects with what broke the connection off, or kept it from standing. */
export async function forward(dial: DialPort, connection: ForwardedConnection, gone: AbortSignal): Promise<void> {
  const { incoming, send } = await dial(connection.port);
  const hangUp = (): void => incoming.close();
  gone.addEventListener('abort', hangUp, { once: true });
  if (gone.aborted) return hangUp();
  const sending = send((signal) => connection.input(signal));
  try {
    for await (const data of incoming) await connection.send(data);
    connection.finish();
  } finally {
    hangUp();
    gone.removeEventListener('abort', hangUp);
  }
  await sending;
}
