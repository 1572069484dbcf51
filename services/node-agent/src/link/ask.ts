import { type Bus, nodeSubject } from '@flotilla/bus';
import { LinkDown } from './errors.ts';

/** Asks the gateway, and resolves with its answer. Throws {@link LinkDown} where there is none. */
export type Ask = <A>(verb: string, message: object) => Promise<A>;

/** Longer than a store takes to answer that is busy; a gateway that has died is not waited for much longer. */
const ANSWER_MS = 5_000;

export function createAsk(bus: Bus, node: string): Ask {
  const waiting = new Set<(error: LinkDown) => void>();
  // An answer that was on its way is lost with the connection.
  bus.onConnection((connected) => {
    if (!connected) for (const reject of waiting) reject(new LinkDown('Cannot ask: the connection to NATS was lost'));
  });
  const answerTo = async <A>(verb: string, message: object): Promise<A> => {
    try {
      const answer = await bus.request(nodeSubject(node, verb), JSON.stringify(message), { timeoutMs: ANSWER_MS });
      return JSON.parse(new TextDecoder().decode(answer.data));
    } catch (error) {
      throw new LinkDown(`Cannot ask: no node gateway answers to ${verb}`, { cause: error });
    }
  };
  return async <A>(verb: string, message: object): Promise<A> => {
    if (!bus.connected()) throw new LinkDown('Cannot ask: there is no connection to NATS');
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    waiting.add(reject);
    answerTo<A>(verb, message).then(resolve, reject);
    return promise.finally(() => waiting.delete(reject));
  };
}
