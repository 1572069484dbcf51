import { type IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Duplex } from 'node:stream';

/** A client that wants to go on in another protocol than HTTP on its connection. */
export interface Upgrade {
  readonly request: IncomingMessage;
  /** From now on the connection is the caller's, and nothing is answered on it any more. */
  take(): Duplex;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** Undefined for an ordinary request. */
export function upgradeOf(request: IncomingMessage): Upgrade | undefined {
  return upgrades.get(request);
}

/** Only these go on in another protocol; elsewhere the wish for one is ignored, as HTTP allows. */
export function mayUpgrade({ url = '' }: IncomingMessage): boolean {
  return /\/(exec|attach|portforward)\/*(\?|$)/.test(url);
}

/**
 * Brings requests for an upgrade, which Express does not see, to where all others go: they are authenticated, authorized
 * and, until a handler takes the connection, answered in the same way. Returns what ends the connections.
 */
export function routeUpgrades(server: Server, listener: RequestListener): () => void {
  const sockets = new Set<Duplex>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // What ends a connection is told by its end.
    socket.on('error', () => {});
    if (head.length > 0) socket.unshift(head);
    const response = answerOn(socket, request);
    const take = (): Duplex => {
      response.detachSocket(request.socket);
      return socket;
    };
    upgrades.set(request, { request, take });
    listener(request, response);
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

/** Answers once, and ends the connection after. */
function answerOn(
  socket: Duplex,
  request: IncomingMessage,
): ServerResponse<IncomingMessage> & { req: IncomingMessage } {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(request.socket);
  response.once('finish', () => socket.end());
  return response;
}
