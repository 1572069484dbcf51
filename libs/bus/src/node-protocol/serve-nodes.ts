import type { Bus, Message, Subscription } from '../bus.ts';
import { everyNodeSubject, joinSubject, nameOf } from '../subjects.ts';
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

/** What a gateway does with what nodes say. `node` is who says it: NATS lets a node use its own subjects only. */
export interface NodeHandlers {
  register(node: string, message: RegisterMessage): Promise<GatewayAnswer>;
  report(node: string, message: ReportMessage): Promise<GatewayAnswer>;
  gone(node: string, message: GoneMessage): Promise<GatewayAnswer>;
  sync(node: string, message: SyncMessage): Promise<SyncAnswer>;
  event(node: string, message: NodeEventMessage): void;
  beat(node: string, message: BeatMessage): void;
  join(message: JoinMessage): Promise<JoinAnswer>;
}

/** Listens to all nodes and to those that want to join. `failed` is told what a handler threw, and what cannot be read. */
export function serveNodes(bus: Bus, handlers: NodeHandlers, failed: (error: unknown) => void): Subscription {
  const answered = async (message: Message, work: () => Promise<object>): Promise<void> => {
    try {
      message.respond(JSON.stringify(await work()));
    } catch (error) {
      failed(error);
      const why = error instanceof Error ? error.message : String(error);
      message.respond(JSON.stringify({ outcome: 'refused', ok: false, why }));
    }
  };
  const nodes = bus.subscribe(everyNodeSubject, (message) => {
    const [, token = '', verb = ''] = message.subject.split('.');
    const node = nameOf(token);
    switch (verb) {
      case 'register':
      case 'report':
      case 'gone':
      case 'sync':
        return answered(message, () => handlers[verb](node, read(message)));
      case 'event':
      case 'beat':
        return attempted(failed, () => handlers[verb](node, read(message)));
    }
  });
  const joins = bus.subscribe(joinSubject, (message) => answered(message, () => handlers.join(read(message))));
  return {
    stop() {
      nodes.stop();
      joins.stop();
    },
  };
}

/** The shape is the agent's word: handlers check what they use. */
function read<T>(message: Message): T {
  return JSON.parse(new TextDecoder().decode(message.data));
}

function attempted(failed: (error: unknown) => void, work: () => void): void {
  try {
    work();
  } catch (error) {
    failed(error);
  }
}
