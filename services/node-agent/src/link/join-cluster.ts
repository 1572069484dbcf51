import {
  type Credentials,
  connectBus,
  createUserKey,
  type JoinAnswer,
  type JoinMessage,
  joinSubject,
} from '@flotilla/bus';
import { Refused } from './errors.ts';

export interface JoinOptions {
  /** `nats://host:port`. */
  readonly url: string;
  /** The join token. */
  readonly token: Credentials;
  /** What the node is to be called. */
  readonly node: string;
}

const ANSWER_MS = 10_000;

/**
 * Has credentials made for a new node. The key pair is made here and its private half goes nowhere. Throws
 * {@link Refused}, or what says that the cluster cannot be reached.
 */
export async function joinCluster({ url, token, node }: JoinOptions): Promise<Credentials> {
  const { publicKey, seed } = createUserKey();
  const bus = await connectBus({ servers: url, credentials: token, name: `join ${node}` });
  try {
    const message: JoinMessage = { node, publicKey };
    const { data } = await bus.request(joinSubject, JSON.stringify(message), { timeoutMs: ANSWER_MS });
    const answer: JoinAnswer = JSON.parse(new TextDecoder().decode(data));
    if (!answer.ok) throw new Refused(answer.why);
    return { jwt: answer.jwt, inboxPrefix: answer.inboxPrefix, seed };
  } finally {
    await bus.close();
  }
}
