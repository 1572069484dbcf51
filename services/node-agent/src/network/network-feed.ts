import {
  type Bus,
  type LoadedMessage,
  type NetworkMessage,
  type NetworkSyncAnswer,
  networkTopic,
  nodeSubject,
  nodesSubject,
} from '@flotilla/bus';
import type { Logger } from '@flotilla/process';
import type { Clock } from '../clock.ts';
import { createAsk } from '../link/ask.ts';
import { LinkDown } from '../link/errors.ts';
import { createFeed } from '../link/feed.ts';
import type { FeedPosition } from '../link/feed-session.ts';
import { HeldNetwork, type Network, type NetworkChange } from './held-network.ts';

export interface NetworkFeedDeps {
  /** Under the node's own credentials. The feed does not close it. */
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Keeps what the gateway tells every node of the network. */
export interface NetworkFeed {
  readonly network: Network;
  /** Returns the function that ends it. Told of every message, also of those that change no Service and no node. */
  listen(listener: (change: NetworkChange) => void): () => void;
  /** Says how far this node's Services follow the endpoints; the sooner, the sooner Pods elsewhere may end. */
  loaded(revision: number): void;
  close(): void;
}

/** Asks at once, and again after each interruption. */
export function createNetworkFeed({ bus, clock, log }: NetworkFeedDeps, node: string): NetworkFeed {
  const ask = createAsk(bus, node);
  const network = new HeldNetwork();
  const listeners = new Set<(change: NetworkChange) => void>();
  const apply = (message: NetworkMessage): void => {
    const change = network.apply(message);
    for (const listener of [...listeners]) listener(change);
  };
  const feed = createFeed<NetworkMessage>({
    name: 'network',
    clock,
    log,
    async ask(): Promise<FeedPosition> {
      for (;;) {
        const answer = await ask<NetworkSyncAnswer>('network', network.revisions());
        if (!answer.ok) throw new LinkDown(answer.why);
        if (answer.complete) network.complete = true;
        apply(answer.difference);
        if (answer.complete) return answer.difference;
      }
    },
    apply,
  });
  const subscription = bus.subscribe(nodesSubject(networkTopic), ({ data }) =>
    feed.receive(JSON.parse(new TextDecoder().decode(data))),
  );
  bus.onConnection((connected) => {
    if (connected) feed.resync();
  });
  feed.resync();
  return {
    network,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    loaded(revision) {
      if (!bus.connected()) return;
      bus.publish(nodeSubject(node, 'loaded'), JSON.stringify({ revision } satisfies LoadedMessage));
    },
    close() {
      subscription.stop();
      feed.close();
    },
  };
}
