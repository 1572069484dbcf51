import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, jwtAuthenticator, type NatsConnection, type Status } from '@nats-io/transport-node';
import type { Credentials } from '../credentials/mint.ts';
import { BusUnavailable } from '../errors.ts';
import { type Log, silent } from '../log.ts';

export interface BusConnection {
  /** `nats://host:port` or `host:port`. */
  readonly servers: string | readonly string[];
  readonly credentials: Credentials;
  /** Shown by the server; the service's or node's name. */
  readonly name: string;
  /** PEM file that the server's certificate is checked with; no TLS where absent. */
  readonly tlsAuthorityFile?: string;
  /** How long to wait for the first connection; 10,000 by default. */
  readonly connectMs?: number;
  readonly log?: Log;
}

/** A connection that reconnects for ever, and tells of it. */
export interface Connection {
  readonly nats: NatsConnection;
  readonly inboxPrefix: string;
  readonly log: Log;
  connected(): boolean;
  onConnection(listener: (connected: boolean) => void): () => void;
  close(): Promise<void>;
}

/** Resolves once connected; rejects with {@link BusUnavailable} where that fails for `connectMs`. */
export async function openConnection(options: BusConnection): Promise<Connection> {
  const { connectMs = 10_000, log = silent } = options;
  const nats = await firstConnection(options, performance.now() + connectMs);
  const listeners = new Set<(connected: boolean) => void>();
  let connected = true;

  const heard = (status: Status) => {
    if (status.type === 'error') log.warn('NATS reported an error', { error: status.error });
    if (status.type === 'slowConsumer') log.warn('NATS subscription is slow', { pending: status.pending });
    if (status.type !== 'disconnect' && status.type !== 'reconnect') return;
    connected = status.type === 'reconnect';
    log.info(connected ? 'connected to NATS again' : 'lost connection to NATS');
    for (const listener of [...listeners]) listener(connected);
  };
  const listen = async () => {
    for await (const status of nats.status()) heard(status);
  };
  void listen();

  return {
    nats,
    inboxPrefix: options.credentials.inboxPrefix,
    log,
    connected: () => connected && !nats.isClosed(),
    onConnection(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => nats.close(),
  };
}

/** Resolves once there is a connection, or at the signal. */
export async function whenConnected(connection: Connection, signal: AbortSignal): Promise<void> {
  if (connection.connected() || signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  const stopListening = connection.onConnection(wake);
  signal.addEventListener('abort', wake, { once: true });
  await promise;
  signal.removeEventListener('abort', wake);
  stopListening();
}

const betweenAttemptsMs = 100;

async function firstConnection(options: BusConnection, end: number): Promise<NatsConnection> {
  for (;;) {
    try {
      return await attempt(options);
    } catch (error) {
      if (performance.now() > end) {
        throw new BusUnavailable(`Cannot connect to NATS at ${options.servers}`, { cause: error });
      }
      await sleep(betweenAttemptsMs);
    }
  }
}

function attempt({ servers, credentials, name, tlsAuthorityFile }: BusConnection): Promise<NatsConnection> {
  const { jwt, seed, inboxPrefix } = credentials;
  return connect({
    servers: typeof servers === 'string' ? servers : [...servers],
    name,
    inboxPrefix,
    authenticator: jwtAuthenticator(jwt, Buffer.from(seed)),
    ...(tlsAuthorityFile === undefined ? {} : { tls: { ca: readFileSync(tlsAuthorityFile, 'utf8') } }),
    timeout: 2000,
    // For ever, and also where a server that comes up does not know its accounts yet.
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    reconnectTimeWait: 200,
    reconnectJitter: 100,
    // A connection that died without a word is noticed within 30 s.
    pingInterval: 10_000,
    maxPingOut: 2,
  });
}
