import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { StatusError } from '@flotilla/machinery';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Upgrade } from '../upgrade.ts';

/** A message is held whole; clients send a few ten kilobytes at a time. */
const LARGEST_MESSAGE_BYTES = 4 * 1024 * 1024;

/**
 * How often a client hears of us while nothing else is said. A client that pings hears no answer while we do not read,
 * because a program does not; and one that is gone is noticed by writing only.
 */
const SIGN_OF_LIFE_MS = 5_000;

export function wantsWebSocket({ headers, method }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/** The first of the client's subprotocols that is served; empty where it asks for none. Throws 403. */
export function chooseSubprotocol({ headers }: IncomingMessage, served: readonly string[]): string {
  const asked = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const found = asked.find((name) => served.includes(name));
  if (found !== undefined) return found;
  const message = `requested protocol(s) are not supported: [${asked.join(' ')}]; supports [${served.join(' ')}]`;
  throw new StatusError(403, 'Forbidden', message);
}

/** Rejects where the connection ends before the handshake has. */
export async function acceptWebSocket({ request, take }: Upgrade, subprotocol: string): Promise<WebSocket> {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: LARGEST_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  // `ws` refuses names that are no HTTP tokens, and the one of port forwarding is none.
  delete request.headers['sec-websocket-protocol'];
  server.on('headers', (headers) => {
    if (subprotocol !== '') headers.push(`Sec-WebSocket-Protocol: ${subprotocol}`);
  });
  const connection = take();
  const accepted = Promise.withResolvers<WebSocket>();
  const ended = once(connection, 'close').then(() => accepted.reject(new Error('the client has hung up')));
  ended.catch(() => {});
  server.handleUpgrade(request, connection, Buffer.alloc(0), accepted.resolve);
  return lively(await accepted.promise);
}

function lively(socket: WebSocket): WebSocket {
  const timer = setInterval(() => socket.pong(), SIGN_OF_LIFE_MS);
  socket.once('close', () => clearInterval(timer));
  // What ends a connection is told by its end.
  socket.on('error', () => {});
  return socket;
}
