import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { decode } from 'dns-packet';
import type { Clock } from '../../clock.ts';

/** How a question came, and so how it goes on: an answer that is too long for a datagram is asked for anew by the client. */
export type Transport = 'udp' | 'tcp';

/** Asks the servers that the node itself asks. */
export interface Forwarder {
  /** The answer as it came, under the id of the query. Throws where no server answers. */
  ask(query: Buffer, transport: Transport): Promise<Buffer>;
}

export interface ForwarderOptions {
  /** The node's own resolv.conf. */
  readonly resolverFile: string;
  /** Our own address, which the node may ask too: we do not ask ourselves. */
  readonly self: string;
  readonly port?: number;
}

const DNS_PORT = 53;
/** A server that has not answered by then is passed over; resolvers wait 5 s for the whole. */
const SERVER_MS = 2_000;
/** Answers are kept as they came, so only as long as it does not matter that their time to live stands still. */
const MOST_CACHE_MS = 10_000;
const MOST_CACHED = 1_000;

export function createForwarder(clock: Clock, { resolverFile, self, port = DNS_PORT }: ForwarderOptions): Forwarder {
  const cache = new Map<string, { readonly until: number; readonly answer: Buffer }>();
  const keep = (key: string, answer: Buffer): void => {
    const oldest = cache.keys().next().value;
    if (cache.size >= MOST_CACHED && oldest !== undefined) cache.delete(oldest);
    cache.set(key, { until: clock.now() + cacheMs(answer), answer });
  };
  const askServers = async (query: Buffer, transport: Transport): Promise<Buffer> => {
    const servers = (await serversIn(resolverFile)).filter((server) => server !== self);
    let failure: unknown = new Error('Cannot ask: resolv.conf must name a server');
    for (const server of servers) {
      try {
        return await (transport === 'udp' ? askUdp : askTcp)(query, { server, port });
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
  return {
    async ask(query, transport) {
      const key = `${transport} ${query.toString('latin1', 2)}`;
      const kept = cache.get(key);
      if (kept !== undefined && kept.until > clock.now()) return withIdOf(query, kept.answer);
      const answer = await askServers(query, transport);
      keep(key, answer);
      return answer;
    },
  };
}

/** Read each time: it changes with the node's network. */
async function serversIn(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return [...text.matchAll(/^\s*nameserver\s+(\d+\.\d+\.\d+\.\d+)\s*$/gm)].map(([, address = '']) => address);
}

/** The least time to live of all records; none for an answer without any. */
function cacheMs(answer: Buffer): number {
  const { answers = [], authorities = [] } = decode(answer);
  const seconds = [...answers, ...authorities].flatMap((record) => ('ttl' in record ? (record.ttl ?? 0) : []));
  return seconds.length === 0 ? 0 : Math.min(MOST_CACHE_MS, 1000 * Math.min(...seconds));
}

function withIdOf(query: Buffer, answer: Buffer): Buffer {
  const copy = Buffer.from(answer);
  query.copy(copy, 0, 0, 2);
  return copy;
}

interface Server {
  readonly server: string;
  readonly port: number;
}

function askUdp(query: Buffer, { server, port }: Server): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    const timer = setTimeout(() => finish(() => reject(silent(server))), SERVER_MS);
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      socket.close();
      settle();
    };
    socket.on('error', (error) => finish(() => reject(error)));
    // Answers to other queries, or from elsewhere, are none: the socket is connected, and the id is the client's.
    socket.on('message', (answer) => {
      if (answer.subarray(0, 2).equals(query.subarray(0, 2))) finish(() => resolve(answer));
    });
    socket.connect(port, server, () => socket.send(query));
  });
}

/** Source: RFC 1035, 4.2.2: each message after its length. */
function askTcp(query: Buffer, { server, port }: Server): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: server, port, timeout: SERVER_MS });
    let received = Buffer.alloc(0);
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.on('error', fail);
    socket.on('timeout', () => fail(silent(server)));
    socket.on('close', () => fail(silent(server)));
    socket.on('connect', () => socket.write(framed(query)));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const [answer] = framesIn(received).messages;
      if (answer === undefined) return;
      resolve(answer);
      socket.destroy();
    });
  });
}

function silent(server: string): Error {
  return new Error(`Cannot ask: the name server ${server} does not answer`);
}

export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/** The whole messages at the beginning of what has been received, and what is left. */
export function framesIn(received: Buffer): { readonly messages: readonly Buffer[]; readonly rest: Buffer } {
  const messages: Buffer[] = [];
  let rest = received;
  while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
    const end = 2 + rest.readUInt16BE(0);
    messages.push(rest.subarray(2, end));
    rest = rest.subarray(end);
  }
  return { messages, rest };
}
