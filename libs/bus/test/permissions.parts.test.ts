import { setImmediate as turn } from 'node:timers/promises';
import { connect, jwtAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Credentials,
  createUserKey,
  mintJoinToken,
  mintNode,
  mintService,
  type Service,
  signNode,
} from '../src/index.ts';
import { startNats, type TestNats } from '../src/testing.ts';

let nats: TestNats;

beforeAll(async () => {
  nats = await startNats();
});

afterAll(async () => {
  await nats.stop();
});

const published = [
  'events.1.pods',
  'epoch',
  'node.own.report',
  'node.other.report',
  'nodes.routes',
  'loaded.ingress-1',
  'stream.own.1.out',
  'stream.other.1.out',
  'join.request',
  'telemetry.spans',
  '_INBOX.node.own.x',
  '_INBOX.service.api.x',
  '$JS.API.INFO',
  '$JS.API.STREAM.INFO.EVENTS_1_0',
  '$JS.API.STREAM.CREATE.EVENTS_1_0',
  '$JS.API.STREAM.UPDATE.EVENTS_1_0',
  '$JS.API.STREAM.DELETE.EVENTS_1_0',
  '$JS.API.STREAM.PURGE.EVENTS_1_0',
  '$JS.API.STREAM.MSG.GET.EVENTS_1_0',
  '$JS.API.STREAM.MSG.DELETE.EVENTS_1_0',
  '$JS.API.STREAM.LIST',
  '$JS.API.DIRECT.GET.EVENTS_1_0',
  '$JS.API.CONSUMER.CREATE.EVENTS_1_0',
  '$JS.API.CONSUMER.MSG.NEXT.EVENTS_1_0.c',
  '$SYS.REQ.SERVER.PING',
] as const;

const subscribed = [
  '>',
  'events.>',
  'events.1.pods',
  'epoch',
  'node.own.mailbox',
  'node.other.mailbox',
  'node.*.*',
  'nodes.routes',
  'loaded.ingress-1',
  'stream.own.1.in',
  'stream.other.1.in',
  'join.request',
  'telemetry.spans',
  '_INBOX.>',
  '_INBOX.node.own.x',
  '_INBOX.node.other.x',
  '_INBOX.service.api.x',
  '_INBOX.service.relay.x',
  '$JS.API.>',
  '$SYS.>',
] as const;

async function connectAs({ jwt, seed, inboxPrefix }: Credentials): Promise<NatsConnection> {
  return connect({
    servers: nats.servers,
    authenticator: jwtAuthenticator(jwt, Buffer.from(seed)),
    inboxPrefix,
    reconnect: false,
  });
}

/** What of the lists above the server lets these credentials do. */
async function allowed(credentials: Credentials): Promise<{ publish: string[]; subscribe: string[] }> {
  const connection = await connectAs(credentials);
  const refused = new Set<string>();
  const listen = async () => {
    for await (const status of connection.status()) {
      if (status.type === 'error') refused.add(/to "([^"]+)"/.exec(status.error.message)?.[1] ?? status.error.message);
    }
  };
  void listen();
  const settle = async () => {
    await connection.flush();
    await turn();
  };
  for (const subject of published) connection.publish(subject, '');
  await settle();
  const publish = published.filter((subject) => !refused.has(subject));
  refused.clear();
  for (const subject of subscribed) connection.subscribe(subject, { callback: () => {} });
  await settle();
  const subscribe = subscribed.filter((subject) => !refused.has(subject));
  await connection.close();
  return { publish, subscribe };
}

const reading = ['$JS.API.STREAM.INFO.EVENTS_1_0', '$JS.API.CONSUMER.CREATE.EVENTS_1_0'];

const inboxOf = (service: Service) => (service === 'api' || service === 'relay' ? [`_INBOX.service.${service}.x`] : []);

describe('credentials', () => {
  it.each<Service>(['scheduler', 'cluster-controller', 'workload-controller', 'job-controller', 'network-controller'])(
    'of the %s read events and nothing else',
    async (service) => {
      expect(await allowed(await mintService(nats.authority, service))).toEqual({
        publish: reading,
        subscribe: ['epoch'],
      });
    },
  );

  it('of the relay alone write events and own their streams', async () => {
    expect(await allowed(await mintService(nats.authority, 'relay'))).toEqual({
      publish: [
        'events.1.pods',
        'epoch',
        '$JS.API.STREAM.INFO.EVENTS_1_0',
        '$JS.API.STREAM.CREATE.EVENTS_1_0',
        '$JS.API.STREAM.UPDATE.EVENTS_1_0',
        '$JS.API.STREAM.DELETE.EVENTS_1_0',
        '$JS.API.STREAM.MSG.GET.EVENTS_1_0',
        '$JS.API.STREAM.LIST',
        '$JS.API.CONSUMER.CREATE.EVENTS_1_0',
      ],
      subscribe: ['epoch', ...inboxOf('relay')],
    });
  });

  it('of the API speak with nodes, but do not read what these say to the gateway', async () => {
    expect(await allowed(await mintService(nats.authority, 'api'))).toEqual({
      publish: ['node.own.report', 'node.other.report', 'stream.own.1.out', 'stream.other.1.out', ...reading],
      subscribe: ['epoch', 'stream.own.1.in', 'stream.other.1.in', ...inboxOf('api')],
    });
  });

  it('of a gateway speak with nodes and those that join', async () => {
    expect(await allowed(await mintService(nats.authority, 'node-gateway'))).toEqual({
      publish: ['node.own.report', 'node.other.report', 'nodes.routes', '_INBOX.node.own.x', ...reading],
      subscribe: [
        'epoch',
        'node.own.mailbox',
        'node.other.mailbox',
        'node.*.*',
        'loaded.ingress-1',
        'join.request',
        'telemetry.spans',
      ],
    });
  });

  it('of the ingress say what it has loaded', async () => {
    expect(await allowed(await mintService(nats.authority, 'ingress'))).toEqual({
      publish: ['loaded.ingress-1', ...reading],
      subscribe: ['epoch'],
    });
  });

  it('of a node reach that node and nobody else', async () => {
    const own = {
      publish: ['node.own.report', 'stream.own.1.out', 'telemetry.spans'],
      subscribe: ['node.own.mailbox', 'nodes.routes', 'stream.own.1.in', '_INBOX.node.own.x'],
    };
    expect(await allowed(await mintNode(nats.authority, 'own'))).toEqual(own);
    const { publicKey, seed } = createUserKey();
    expect(await allowed({ ...(await signNode(nats.authority, 'own', publicKey)), seed })).toEqual(own);
  });

  it('of a node whose name has wildcards reach nobody', async () => {
    for (const name of ['*', '>', 'own.>', '']) {
      const { publish, subscribe } = await allowed(await mintNode(nats.authority, name));
      expect(publish).toEqual(['telemetry.spans']);
      expect(subscribe).toEqual(['nodes.routes']);
    }
  });

  it('of a join token ask to join, and hear the answer of no other', async () => {
    const [mine, other] = [await mintJoinToken(nats.authority), await mintJoinToken(nats.authority)];
    expect(await allowed(mine)).toEqual({ publish: ['join.request'], subscribe: [] });
    expect(mine.inboxPrefix).not.toBe(other.inboxPrefix);
  });

  it('of a join token end when it expires', async () => {
    const expired = await mintJoinToken(nats.authority, { expiresAt: new Date(Date.now() - 1000) });
    await expect(connectAs(expired)).rejects.toThrow();
  });

  it('are trusted only from the authority of this server', async () => {
    const stranger = await startNats();
    await expect(connectAs(await mintService(stranger.authority, 'api'))).rejects.toThrow();
    await stranger.stop();
  });

  it('of the whole control plane are those of all services together', async () => {
    const all = await allowed(await mintService(nats.authority, 'control-plane'));
    expect(all.publish).toContain('events.1.pods');
    expect(all.publish).toContain('nodes.routes');
    expect(all.subscribe).toContain('node.*.*');
    expect(all.publish).not.toContain('$JS.API.STREAM.PURGE.EVENTS_1_0');
    expect(all.subscribe).not.toContain('>');
  });
});
