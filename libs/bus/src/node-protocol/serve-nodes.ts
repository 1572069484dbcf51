import type { Bus, Message, Subscription } from '../bus.ts';
import { everyLoadedSubject, everyNodeVerb, joinSubject, nameOf } from '../subjects.ts';
import type { BeatMessage, SyncAnswer, SyncMessage } from './mailbox.ts';
import type { LoadedMessage, NetworkSyncAnswer, NetworkSyncMessage } from './network.ts';
import type {
  GatewayAnswer,
  GoneMessage,
  JoinAnswer,
  JoinMessage,
  NodeEventMessage,
  RegisterMessage,
  ReportMessage,
  VolumeGoneMessage,
} from './reports.ts';

/**
 * What a gateway does with what nodes say. `node` is who says it: NATS lets a node use its own subjects only. What a
 * handler throws is told to who asked as a passing trouble, and then logged by the bus.
 */
export interface NodeHandlers {
  register(node: string, message: RegisterMessage): Promise<GatewayAnswer>;
  report(node: string, message: ReportMessage): Promise<GatewayAnswer>;
  gone(node: string, message: GoneMessage): Promise<GatewayAnswer>;
  volumeGone(node: string, message: VolumeGoneMessage): Promise<GatewayAnswer>;
  sync(node: string, message: SyncMessage): Promise<SyncAnswer>;
  network(node: string, message: NetworkSyncMessage): Promise<NetworkSyncAnswer>;
  event(node: string, message: NodeEventMessage): void;
  beat(node: string, message: BeatMessage): void;
  loaded(reader: EndpointReader, message: LoadedMessage): void;
  join(message: JoinMessage): Promise<JoinAnswer>;
}

/** Who decides by endpoints where to send what. */
export type EndpointReader = { readonly node: string } | { readonly service: string };

/** Listens to all nodes and to those that want to join. */
export function serveNodes(bus: Bus, handlers: NodeHandlers): Subscription {
  const unavailable = (why: string): GatewayAnswer => ({ outcome: 'unavailable', why });
  const no = (why: string) => ({ ok: false as const, why });
  const reports = (['register', 'report', 'gone'] as const).map((verb) =>
    bus.subscribe(everyNodeVerb(verb), (message) =>
      answer(message, () => handlers[verb](nodeOf(message), read(message)), unavailable),
    ),
  );
  const volumes = bus.subscribe(everyNodeVerb('volume-gone'), (message) =>
    answer(message, () => handlers.volumeGone(nodeOf(message), read(message)), unavailable),
  );
  const remarks = (['event', 'beat'] as const).map((verb) =>
    bus.subscribe(everyNodeVerb(verb), (message) => handlers[verb](nodeOf(message), read(message))),
  );
  const syncs = bus.subscribe(everyNodeVerb('sync'), (message) =>
    answer<SyncAnswer>(message, () => handlers.sync(nodeOf(message), read(message)), no),
  );
  const networkSyncs = bus.subscribe(everyNodeVerb('network'), (message) =>
    answer<NetworkSyncAnswer>(message, () => handlers.network(nodeOf(message), read(message)), no),
  );
  const loads = [
    bus.subscribe(everyNodeVerb('loaded'), (message) => handlers.loaded({ node: nodeOf(message) }, read(message))),
    bus.subscribe(everyLoadedSubject, (message) => handlers.loaded({ service: nodeOf(message) }, read(message))),
  ];
  const joins = bus.subscribe(joinSubject, (message) =>
    answer<JoinAnswer>(message, () => handlers.join(read(message)), no),
  );
  return {
    stop() {
      for (const subscription of [...reports, ...remarks, ...loads, volumes, syncs, networkSyncs, joins])
        subscription.stop();
    },
  };
}

async function answer<A>(message: Message, work: () => Promise<A>, failed: (why: string) => A): Promise<void> {
  try {
    message.respond(JSON.stringify(await work()));
  } catch (error) {
    message.respond(JSON.stringify(failed(error instanceof Error ? error.message : String(error))));
    throw error;
  }
}

/** The name is a subject's second token. */
function nodeOf({ subject }: Message): string {
  const [, token = ''] = subject.split('.');
  return nameOf(token);
}

/** The shape is the node's word: handlers check what they use. */
function read<T>({ data }: Message): T {
  return JSON.parse(new TextDecoder().decode(data));
}
