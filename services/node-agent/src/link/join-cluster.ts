import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Bus,
  type Credentials,
  connectBus,
  createUserKey,
  type JoinAnswer,
  type JoinMessage,
  joinSubject,
  NoAnswer,
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

/** A gateway's standby takes over within this. */
const PATIENCE_MS = 15_000;
const BETWEEN_TRIES_MS = 500;

/**
 * Has credentials made for a new node. The key pair is made here and its private half goes nowhere. Throws
 * {@link Refused}, or what says that the cluster cannot be reached.
 */
export async function joinCluster({ url, token, node }: JoinOptions): Promise<Credentials> {
  const { publicKey, seed } = createUserKey();
  const bus = await connectBus({ servers: url, credentials: token, name: `join ${node}` });
  try {
    const answer = await askToJoin(bus, { node, publicKey });
    if (!answer.ok) throw new Refused(answer.why);
    return { jwt: answer.jwt, inboxPrefix: answer.inboxPrefix, seed };
  } finally {
    await bus.close();
  }
}

async function askToJoin(bus: Bus, message: JoinMessage): Promise<JoinAnswer> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      const { data } = await bus.request(joinSubject, JSON.stringify(message), { timeoutMs: PATIENCE_MS });
      return JSON.parse(new TextDecoder().decode(data));
    } catch (error) {
      if (!(error instanceof NoAnswer) || performance.now() > end) throw error;
      await sleep(BETWEEN_TRIES_MS);
    }
  }
}
