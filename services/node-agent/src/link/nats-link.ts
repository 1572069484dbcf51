import {
  type Bus,
  type GatewayAnswer,
  type GoneMessage,
  type NodeEventMessage,
  nodeSubject,
  type RegisterMessage,
  type ReportMessage,
  type SyncAnswer,
  type VolumeGoneMessage,
} from '@flotilla/bus';
import type { Logger } from '@flotilla/process';
import type { Clock } from '../clock.ts';
import { createAsk } from './ask.ts';
import { LinkDown, Refused } from './errors.ts';
import { createMailboxFeed } from './mailbox-feed.ts';
import type { MailboxChange, NodeLink, NodeRegistration, ReportAnswer } from './node-link.ts';
import { serveCommands } from './serve-commands.ts';
import { serveDials } from './serve-dials.ts';
import { serveLogs } from './serve-logs.ts';

export interface NatsLinkDeps {
  /** Under the node's own credentials. The link does not close it, nor the other. */
  readonly bus: Bus;
  /** A second connection, for what is big: it must not hold up heartbeats. */
  readonly bulk: Bus;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Links a node to whichever gateway serves it. It asks for its mailbox at once, and again after each interruption. */
export function createNatsLink({ bus, bulk, clock, log }: NatsLinkDeps, node: string): NodeLink {
  const ask = createAsk(bus, node);
  const mailboxListeners = new Set<(change: MailboxChange) => void>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  /** The last one that was stored. */
  let registration: NodeRegistration | undefined;
  /** One after the other, so that the newest is written last. */
  let registering = Promise.resolve();
  let endServing = async (): Promise<void> => {};

  const register = ({ labels, annotations = {}, status }: NodeRegistration): Promise<void> => {
    const turn = registering.then(async () => {
      const answer = await ask<GatewayAnswer>('register', { labels, annotations, status } satisfies RegisterMessage);
      if (answer.outcome === 'refused') throw new Refused(answer.why);
      outcomeOf(answer);
    });
    registering = turn.catch(() => {});
    return turn;
  };
  /** A gateway's silence may have cost the Node its Ready condition, and a removed Node comes back only so. */
  const registerAgain = (): void => {
    if (registration === undefined) return;
    register(registration).catch((error: Error) => log.info('node not registered again', { why: error.message }));
  };
  const feed = createMailboxFeed({
    clock,
    log,
    sync: (held) => ask<SyncAnswer>('sync', held),
    changed: (change) => {
      for (const listener of [...mailboxListeners]) listener(change);
    },
    began: registerAgain,
  });
  const say = async (verb: 'report' | 'gone', message: ReportMessage | GoneMessage): Promise<ReportAnswer> => {
    const answer = await ask<GatewayAnswer>(verb, message);
    if (answer.outcome === 'refused') log.warn('report refused', { verb, pod: message.pod, why: answer.why });
    return outcomeOf(answer);
  };
  const publish = (verb: 'event' | 'beat', message: object): void => {
    if (bus.connected()) bus.publish(nodeSubject(node, verb), JSON.stringify(message));
  };

  const subscription = bus.subscribe(nodeSubject(node, 'mailbox'), ({ data }) =>
    feed.receive(JSON.parse(new TextDecoder().decode(data))),
  );
  bus.onConnection((connected) => {
    if (connected) feed.resync();
    for (const listener of [...connectionListeners]) listener(connected);
  });
  feed.resync();
  return {
    mailbox: feed.mailbox,
    onMailbox: (listener) => listening(mailboxListeners, listener),
    onConnection: (listener) => listening(connectionListeners, listener),
    async reportNode(next) {
      await register(next);
      registration = next;
    },
    report: (report) => say('report', report satisfies ReportMessage),
    reportGone: (pod) => say('gone', { pod }),
    reportVolumeGone: async (volume) =>
      outcomeOf(await ask<GatewayAnswer>('volume-gone', volume satisfies VolumeGoneMessage)),
    event: (event) => publish('event', event satisfies NodeEventMessage),
    beat: () => publish('beat', feed.position()),
    serve({ containerLogs, commands, dial }) {
      const deps = { bus, bulk, node, log };
      const ends = [serveLogs(deps, containerLogs), serveCommands(deps, commands), serveDials(deps, dial)];
      endServing = async () => {
        await Promise.all(ends.map((end) => end()));
      };
    },
    async close() {
      subscription.stop();
      feed.close();
      await endServing();
    },
  };
}

function outcomeOf(answer: GatewayAnswer): ReportAnswer {
  if (answer.outcome === 'unavailable') throw new LinkDown(answer.why);
  return answer.outcome;
}

function listening<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
