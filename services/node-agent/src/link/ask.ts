import { type Bus, nodeSubject } from '@flotilla/bus';
import { LinkDown } from './errors.ts';

/** Longer than a store that has just failed over takes to answer. */
const ANSWER_MS = 10_000;

/** Asks the gateway, and resolves with its answer. Throws {@link LinkDown} where there is none. */
export async function ask<A>(bus: Bus, node: string, verb: string, message: object): Promise<A> {
  if (!bus.connected()) throw new LinkDown(`Cannot ${verb}: the connection to NATS is lost`);
  try {
    const answer = await bus.request(nodeSubject(node, verb), JSON.stringify(message), { timeoutMs: ANSWER_MS });
    return JSON.parse(new TextDecoder().decode(answer.data));
  } catch (error) {
    throw new LinkDown(`Cannot ${verb}: no node gateway answers`, { cause: error });
  }
}
