import type { Bus, Message, Subscription } from '../bus.ts';
import { everyNodeVerb, joinSubject, nameOf } from '../subjects.ts';
import type { BeatMessage, SyncAnswer, SyncMessage } from './mailbox.ts';
import type {
  GatewayAnswer,
  GoneMessage,
  JoinAnswer,
  JoinMessage,
  NodeEventMessage,
  RegisterMessage,
  ReportMessage,
} from './reports.ts';

/**
 * What a gateway does with what nodes say. `node` is who says it: NATS lets a node use its own subjects only. What a
 * handler throws is told to who asked as a passing trouble, and then logged by the bus.
 */
export interface NodeHandlers {
  register(node: string, message: RegisterMessage): Promise<GatewayAnswer>;
  report(node: string, message: ReportMessage): Promise<GatewayAnswer>;
  gone(node: string, message: GoneMessage): Promise<GatewayAnswer>;
  sync(node: string, message: SyncMessage): Promise<SyncAnswer>;
  event(node: string, message: NodeEventMessage): void;
  beat(node: string, message: BeatMessage): void;
  join(message: JoinMessage): Promise<JoinAnswer>;
}

/** Listens to all nodes and to those that want to join. */
export function serveNodes(bus: Bus, handlers: NodeHandlers): Subscription {
  const unavailable = (why: string): GatewayAnswer => ({ outcome: 'unavailable', why });
  const no = (why: string) => ({ ok: false as const, why });
  const reports = (['register', 'report', 'gone'] as const).map((verb) =>
    bus.subscribe(everyNodeVerb(verb), (message) =>
      answer(message, () => handlers[verb](nodeOf(message), read(message)), unavailable),
    ),
  );
  const remarks = (['event', 'beat'] as const).map((verb) =>
    bus.subscribe(everyNodeVerb(verb), (message) => handlers[verb](nodeOf(message), read(message))),
  );
  const syncs = bus.subscribe(everyNodeVerb('sync'), (message) =>
    answer<SyncAnswer>(message, () => handlers.sync(nodeOf(message), read(message)), no),
  );
  const joins = bus.subscribe(joinSubject, (message) =>
    answer<JoinAnswer>(message, () => handlers.join(read(message)), no),
  );
  return {
    stop() {
      for (const subscription of [...reports, ...remarks, syncs, joins]) subscription.stop();
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

function nodeOf({ subject }: Message): string {
  const [, token = ''] = subject.split('.');
  return nameOf(token);
}

/** The shape is the node's word: handlers check what they use. */
function read<T>({ data }: Message): T {
  return JSON.parse(new TextDecoder().decode(data));
}
