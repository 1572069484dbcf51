import { type Bus, type Credentials, connectBus, mintNode } from '@flotilla/bus';
import type { TestNats } from '@flotilla/bus/testing';
import { systemClock } from '@flotilla/controller';
import { createNatsLink, type NodeLink } from '@flotilla/node-agent';
import { createNodeGateway } from '@flotilla/node-gateway';
import { createRecordingLogger, type RecordingLogger } from '@flotilla/process/testing';
import type { Telemetry } from '@flotilla/telemetry';
import { silentTelemetry } from '@flotilla/telemetry/testing';
import type { World } from '../controllers/world.ts';

/** A gateway on connections of its own. */
export interface RunningGateway {
  readonly log: RecordingLogger;
  stop(): Promise<void>;
}

let started = 0;

export async function startGateway(world: World, telemetry: Telemetry = silentTelemetry): Promise<RunningGateway> {
  const { registry, store, bus, log, close } = await world.process('node-gateway');
  const gateway = createNodeGateway(
    { registry, store, bus, telemetry, clock: systemClock, log: log.logger },
    { identity: `gateway-${++started}`, authority: world.nats.authority },
  );
  await gateway.start();
  return {
    log,
    async stop() {
      await gateway.stop();
      await close();
    },
  };
}

/** A node that is nothing but its link: it does what the test does. */
export interface TestNode {
  readonly name: string;
  readonly link: NodeLink;
  readonly log: RecordingLogger;
  readonly bus: Bus;
  /** The names of what has come into the mailbox, in order: `pod web`, `configMap settings`. */
  readonly received: readonly string[];
  /** Resolves when it holds; it is looked at after each change of the mailbox. */
  until(holds: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

export async function startNode(nats: TestNats, name: string, credentials?: Credentials): Promise<TestNode> {
  const log = createRecordingLogger();
  const bus = await connectBus({
    servers: nats.servers,
    credentials: credentials ?? (await mintNode(nats.authority, name)),
    name,
    log: log.logger,
  });
  const bulk = await bus.bulk();
  const link = createNatsLink({ bus, bulk, clock: systemClock, log: log.logger }, name);
  const received: string[] = [];
  const waiting = new Set<() => void>();
  const look = () => {
    for (const each of [...waiting]) each();
  };
  link.onMailbox(({ pods, configMaps, secrets }) => {
    const nameOf = (uid: string) => link.mailbox.pods.get(uid)?.pod.metadata.name ?? 'none';
    received.push(
      ...configMaps.map((path) => `configMap ${path}`),
      ...secrets.map((path) => `secret ${path}`),
      ...pods.map((uid) => `pod ${nameOf(uid)}`),
    );
    look();
  });
  const beating = setInterval(() => link.beat(), 200);
  return {
    name,
    link,
    log,
    bus,
    received,
    until: (holds) =>
      new Promise((resolve) => {
        const check = () => {
          if (!holds()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    async stop() {
      clearInterval(beating);
      await link.close();
      await bulk.close();
      await bus.close();
    },
  };
}
