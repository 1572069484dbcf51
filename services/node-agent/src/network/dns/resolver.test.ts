import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode, type Packet } from 'dns-packet';
import { afterEach, expect, test } from 'vitest';
import { createManualClock } from '../../testing/manual-clock.ts';
import { networkMessage, sampleEndpoint, sampleService, sampleSlice } from '../../testing/sample-network.ts';
import { HeldNetwork } from '../held-network.ts';
import { createForwarder, framed, framesIn } from './forwarder.ts';
import { resolve } from './resolver.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const answerWith = (query: Buffer, data: string, ttl: number, more: Partial<Packet> = {}): Buffer => {
  const { id = 0, questions = [] } = decode(query);
  const name = questions[0]?.name ?? '';
  return encode({ type: 'response', id, questions, answers: [{ type: 'A', name, ttl, data }], ...more });
};

/** A resolver like the node's own, over datagrams and connections. */
async function setUp({ truncated = false, ttl = 60 } = {}) {
  const asked: string[] = [];
  const udp = createSocket('udp4').on('message', (query, { port, address }) => {
    asked.push('udp');
    udp.send(
      truncated
        ? encode({ type: 'response', id: decode(query).id ?? 0, flags: 0x200 })
        : answerWith(query, '192.0.2.7', ttl),
      port,
      address,
    );
  });
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const { port } = udp.address();
  const tcp = createServer((socket) =>
    socket.on('data', (bytes) => {
      asked.push('tcp');
      const [query] = framesIn(bytes).messages;
      if (query !== undefined) socket.end(framed(answerWith(query, '192.0.2.8', ttl)));
    }),
  ).listen(port, '127.0.0.1');
  await once(tcp, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-dns-'));
  const resolverFile = join(folder, 'resolv.conf');
  await writeFile(resolverFile, 'search example.org\nnameserver 127.0.0.53\nnameserver 127.0.0.1\n');
  closing.push(
    () => udp.close(),
    () => tcp.close(),
    () => rm(folder, { recursive: true }),
  );
  const clock = createManualClock();
  const network = new HeldNetwork();
  network.complete = true;
  const forwarder = createForwarder(clock, { resolverFile, self: '127.0.0.53', port });
  const ask = async (name: string, more: Partial<Packet> = {}, transport: 'udp' | 'tcp' = 'udp') => {
    const query = encode({ type: 'query', id: 7, flags: 0x100, questions: [{ type: 'A', name }], ...more });
    return decode(
      (await resolve({ zone: { network, domain: 'cluster.local' }, forwarder }, query, transport)) ?? Buffer.alloc(0),
    );
  };
  return { asked, clock, network, ask };
}

const data = ({ answers = [] }: Packet) => answers.map((answer) => ('data' in answer ? answer.data : undefined));

test('other names are asked of the node’s own servers, but not of this one, and kept for a moment', async () => {
  const { ask, asked, clock } = await setUp();
  expect(data(await ask('example.org'))).toEqual(['192.0.2.7']);
  const again = await ask('example.org', { id: 9 });
  expect([again.id, data(again)]).toEqual([9, ['192.0.2.7']]);
  expect(asked).toEqual(['udp']);
  await clock.advance(11_000);
  await ask('example.org');
  expect(asked).toEqual(['udp', 'udp']);
});

test('an answer without a time to live is not kept, and a question goes on as it came', async () => {
  const { ask, asked } = await setUp({ ttl: 0 });
  await ask('example.org');
  expect(data(await ask('example.org', {}, 'tcp'))).toEqual(['192.0.2.8']);
  expect(asked).toEqual(['udp', 'tcp']);
});

test('an external name is followed outside the cluster, over a connection where a datagram is too short', async () => {
  const { ask, network } = await setUp({ truncated: true });
  network.apply(networkMessage({ services: [sampleService('out', { externalName: 'example.org' })] }));
  expect(data(await ask('out.default.svc.cluster.local'))).toEqual(['example.org', '192.0.2.8']);
});

test('a name that is not there is told apart from one that is not known yet', async () => {
  const { ask, network } = await setUp();
  const gone = await ask('nobody.default.svc.cluster.local');
  expect(gone).toMatchObject({
    rcode: 'NXDOMAIN',
    flag_aa: true,
    authorities: [{ type: 'SOA', name: 'cluster.local' }],
  });
  network.complete = false;
  expect(await ask('nobody.default.svc.cluster.local')).toMatchObject({ rcode: 'SERVFAIL' });
});

test('an answer that is too long for a datagram says so, unless the client takes longer ones', async () => {
  const { ask, network } = await setUp();
  const endpoints = Array.from({ length: 40 }, (_, index) => sampleEndpoint(`10.0.0.${index + 1}`));
  const services = [sampleService('many', { headless: true })];
  network.apply(networkMessage({ services, endpointSlices: [sampleSlice('many', endpoints)] }));
  expect(await ask('many.default.svc.cluster.local')).toMatchObject({ flag_tc: true, answers: [] });
  expect(data(await ask('many.default.svc.cluster.local', {}, 'tcp'))).toHaveLength(40);
  const edns = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: 4096,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  } as const;
  const answer = await ask('many.default.svc.cluster.local', { additionals: [{ ...edns, options: [] }] });
  expect(data(answer)).toHaveLength(40);
});

test('bytes that are no query are left unanswered', async () => {
  const { network } = await setUp();
  const forwarder = { ask: async (query: Buffer) => query };
  expect(
    await resolve({ zone: { network, domain: 'cluster.local' }, forwarder }, Buffer.from('hello'), 'udp'),
  ).toBeUndefined();
});
