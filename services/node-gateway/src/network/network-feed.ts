import { randomUUID } from 'node:crypto';
import {
  type Bus,
  type EndpointReader,
  type LoadedMessage,
  type NetworkMessage,
  type NetworkSyncAnswer,
  type NetworkSyncMessage,
  networkTopic,
  nodesSubject,
} from '@flotilla/bus';
import type { Clock } from '@flotilla/controller';
import { createLoadedRevisions } from './loaded-revisions.ts';
import { lackingOf, type NetworkNews, newsOf, type PartKey } from './network-difference.ts';
import type { NetworkView } from './network-view.ts';

export interface NetworkFeedDeps {
  readonly bus: Pick<Bus, 'publish' | 'connected'>;
  readonly view: NetworkView;
  readonly clock: Clock;
}

/** Tells all nodes at once of Services, their endpoints and other nodes. The view has all that was committed before. */
export interface NetworkFeed {
  answer(held: NetworkSyncMessage): NetworkSyncAnswer;
  loaded(reader: EndpointReader, message: LoadedMessage): void;
  stop(): void;
}

/** Short against what a node takes to load a change, long enough to tell of many Pods' changes in one message. */
const BATCH_MS = 10;
/** So often something is said where there is nothing to say: who has lost the last message notices by its number. */
const PULSE_MS = 1_000;

export function createNetworkFeed({ bus, view, clock }: NetworkFeedDeps): NetworkFeed {
  const session = randomUUID();
  const loaded = createLoadedRevisions(clock);
  const waiting = new Map<string, PartKey>();
  let sequence = 0;
  /** Goes on only where endpoints change, though the view may be as new as any write: readers report each of its steps. */
  let toldEndpoints = view.endpointRevision();
  let toldLoaded = 0;
  let cancelBatch: (() => void) | undefined;
  let cancelPulse = () => {};

  const message = (news: NetworkNews, endpointRevision: number): NetworkMessage => {
    toldLoaded = loaded.everywhere(toldEndpoints);
    return { session, sequence, endpointRevision, loadedRevision: toldLoaded, ...news };
  };
  const publish = (news: NetworkNews): void => {
    sequence++;
    if (bus.connected()) bus.publish(nodesSubject(networkTopic), JSON.stringify(message(news, toldEndpoints)));
  };
  /** What is not yet told may not count as told: only the last of several messages has the revision of all. */
  const flush = (): void => {
    cancelBatch?.();
    cancelBatch = undefined;
    const keys = [...waiting.values()];
    waiting.clear();
    const revision = keys.some(({ part }) => part === 'endpointSlices') ? view.endpointRevision() : 0;
    do {
      const { news, told } = newsOf(view, keys);
      keys.splice(0, told);
      if (keys.length === 0) toldEndpoints = Math.max(toldEndpoints, revision);
      publish(news);
    } while (keys.length > 0);
  };
  const pulse = (): void => {
    flush();
    cancelPulse = clock.after(PULSE_MS, pulse);
  };
  const soon = (): void => {
    cancelBatch ??= clock.after(BATCH_MS, flush);
  };
  const unlisten = view.onChange((part, key) => {
    waiting.set(`${part} ${key}`, { part, key });
    soon();
  });
  pulse();
  return {
    /** Whatever waits to be told to all is told before, so that the difference has its place after it. */
    answer(held) {
      if (waiting.size > 0) flush();
      const lacking = lackingOf(view, held);
      const { news, told } = newsOf(view, lacking);
      const complete = told === lacking.length;
      return { ok: true, complete, difference: message(news, complete ? toldEndpoints : 0) };
    },
    loaded(reader, { revision }) {
      loaded.heard(reader, revision);
      if (loaded.everywhere(toldEndpoints) !== toldLoaded) soon();
    },
    stop() {
      unlisten();
      cancelBatch?.();
      cancelPulse();
    },
  };
}
