import { type Authority, type Bus, serveNodes, spansSubject } from '@flotilla/bus';
import {
  type Clock,
  createElection,
  createManager,
  type EventRecorder,
  type Leading,
  type Service,
} from '@flotilla/controller';
import type { Logger } from '@flotilla/process';
import type { Registry } from '@flotilla/registry';
import type { Guard, Store } from '@flotilla/store';
import type { Telemetry } from '@flotilla/telemetry';
import { createNodeRecorder, recordNodeEvent } from './events/node-events.ts';
import { createNodeLeases } from './heartbeats/leases.ts';
import { renewLeases } from './heartbeats/renewals.ts';
import { join } from './joining/join.ts';
import { NodeMailbox } from './mailbox/mailbox.ts';
import { createWanted, type Wanted } from './mailbox/wanted.ts';
import { createNetworkFeed } from './network/network-feed.ts';
import { createNetworkView, type NetworkView } from './network/network-view.ts';
import { createKnownNodes, type KnownNodes } from './nodes/known-nodes.ts';
import { createReports } from './reports/reports.ts';

export interface NodeGatewayDeps {
  readonly registry: Registry;
  readonly store: Pick<Store, 'resourceRevision'>;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface NodeGatewayOptions {
  /** Unique to this run of this process. */
  readonly identity: string;
  /** Signs the credentials of nodes that join. */
  readonly authority: Authority;
}

/** A node beats each second; one that was heard within this is alive. */
const ALIVE_MS = 5_000;
const FORGET_EVERY_MS = 60_000;

/** Everything between nodes and the store: their mailboxes, their reports, their heartbeats, their joining. */
export function createNodeGateway(deps: NodeGatewayDeps, options: NodeGatewayOptions): Service {
  const { identity, authority } = options;
  const election = createElection(deps, { name: 'node-gateway', user: 'system:node-gateway', identity });
  const wanted = createWanted(deps);
  const view = createNetworkView(deps);
  const guards = (): readonly Guard[] => election.guards();
  const serving: Leading = {
    name: 'node-gateway',
    informers: [...wanted.informers, ...view.informers],
    start: () => serve({ ...deps, guards, authority, wanted, view }),
  };
  return createManager({ ...deps, election }, { controllers: [serving] });
}

interface ServeDeps extends NodeGatewayDeps {
  readonly authority: Authority;
  readonly wanted: Wanted;
  readonly view: NetworkView;
  guards(): readonly Guard[];
}

/** What the gateway remembers of a node. */
interface NodeDesk {
  readonly mailbox: NodeMailbox;
  readonly recorder: EventRecorder;
}

function serve(deps: ServeDeps): { stop(): Promise<void> } {
  const { wanted, clock, log } = deps;
  const stopping = new AbortController();
  const desks = createKnownNodes<NodeDesk>({
    clock,
    create: (node) => ({ mailbox: new NodeMailbox(node, deps), recorder: createNodeRecorder(deps, node) }),
    forget: ({ mailbox }) => mailbox.stop(),
  });
  const unlisten = wanted.onChange((nodes) => {
    for (const node of nodes) desks.known(node)?.mailbox.send();
  });
  const listening = listen(deps, desks);
  const heardSince = (sinceMs: number): string[] => desks.heardSince(sinceMs);
  const renewing = renewLeases({ leases: createNodeLeases(deps), clock, log, heardSince }, stopping.signal);
  const forgetting = setInterval(() => desks.forgetSilent(), FORGET_EVERY_MS);
  return {
    async stop() {
      stopping.abort();
      clearInterval(forgetting);
      listening.stop();
      unlisten();
      desks.forgetAll();
      await renewing;
    },
  };
}

function listen(deps: ServeDeps, desks: KnownNodes<NodeDesk>): { stop(): void } {
  const { bus, telemetry, wanted, authority, clock } = deps;
  const isHere = (node: string): boolean => desks.heardSince(clock.now() - ALIVE_MS).includes(node);
  const network = createNetworkFeed(deps);
  const nodes = serveNodes(bus, {
    ...createReports(deps),
    sync: async (node, message) => ({ ok: true, session: desks.of(node).mailbox.begin(message) }),
    beat(node, message) {
      desks.heard(node);
      desks.of(node).mailbox.beat(message);
    },
    event(node, message) {
      if (wanted.isOn(node, message.pod)) recordNodeEvent(desks.of(node).recorder, message);
    },
    network: async (_node, held) => network.answer(held),
    loaded: network.loaded,
    join: (message) => join(authority, message, isHere),
  });
  const spans = bus.subscribe(spansSubject, ({ data }) => telemetry.record(JSON.parse(new TextDecoder().decode(data))));
  return {
    stop() {
      nodes.stop();
      network.stop();
      spans.stop();
    },
  };
}
