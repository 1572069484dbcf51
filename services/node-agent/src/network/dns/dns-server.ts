import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket as TcpSocket } from 'node:net';
import type { Logger } from '@flotilla/process';
import type { Clock } from '../../clock.ts';
import { createLoop } from '../../loop.ts';
import type { Network } from '../held-network.ts';
import { createForwarder, framed, framesIn, type Transport } from './forwarder.ts';
import { resolve } from './resolver.ts';

export interface DnsServerDeps {
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface DnsServerOptions {
  /** On an interface of this node. */
  readonly address: string;
  /** 53 unless given. */
  readonly port?: number;
  /** `cluster.local`. */
  readonly domain: string;
  /** Who is asked about all other names; the node's own where absent. */
  readonly resolverFile?: string;
}

/** Cluster DNS, on each node. */
export interface DnsServer {
  /** The address is there. */
  start(): void;
  close(): Promise<void>;
}

const DNS_PORT = 53;
/** A client that is silent for so long is gone. */
const IDLE_MS = 10_000;

export function createDnsServer({ network, clock, log }: DnsServerDeps, options: DnsServerOptions): DnsServer {
  const { address, port = DNS_PORT, domain, resolverFile = '/etc/resolv.conf' } = options;
  const parts = { zone: { network, domain }, forwarder: createForwarder(clock, { resolverFile, self: address }) };
  const answer = (query: Buffer, transport: Transport) => resolve(parts, query, transport);
  const closing: (() => void)[] = [];
  const loop = createLoop({
    clock,
    async turn() {
      if (closing.length > 0) return { goOn: false };
      const udp = await listenUdp(answer, { address, port });
      closing.push(() => udp.close());
      const tcp = await listenTcp(answer, { address, port }).catch((error: unknown) => {
        for (const close of closing.splice(0)) close();
        throw error;
      });
      closing.push(() => tcp.close());
      return { goOn: false };
    },
    failed: (error) => log.warn('cluster DNS cannot listen', { address, error }),
  });
  return {
    start: () => loop.poke(),
    async close() {
      await loop.close();
      for (const close of closing.splice(0)) close();
    },
  };
}

type AnswerQuery = (query: Buffer, transport: Transport) => Promise<Buffer | undefined>;

interface Listening {
  readonly address: string;
  readonly port: number;
}

/** Two nodes on one machine have one address, and the same answers. */
async function listenUdp(answer: AnswerQuery, { address, port }: Listening): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reusePort: true });
  let isOpen = true;
  socket.on('close', () => {
    isOpen = false;
  });
  socket.on('message', (query, { address: client, port: clientPort }) => {
    // It may have been closed meanwhile.
    void answer(query, 'udp').then((bytes) => bytes && isOpen && socket.send(bytes, clientPort, client, () => {}));
  });
  socket.bind(port, address);
  await once(socket, 'listening');
  socket.on('error', () => {});
  return socket;
}

async function listenTcp(answer: AnswerQuery, { address, port }: Listening): Promise<Server> {
  const server = createServer((client) => serve(client, answer));
  server.listen({ host: address, port, reusePort: true });
  await once(server, 'listening');
  return server;
}

/** One query after the other, as long as the client likes. */
function serve(client: TcpSocket, answer: AnswerQuery): void {
  let received = Buffer.alloc(0);
  client.setTimeout(IDLE_MS, () => client.destroy());
  client.on('error', () => client.destroy());
  client.on('data', (chunk) => {
    const { messages, rest } = framesIn(Buffer.concat([received, chunk]));
    received = Buffer.from(rest);
    for (const query of messages) {
      void answer(query, 'tcp').then((bytes) => bytes !== undefined && client.write(framed(bytes)));
    }
  });
}
