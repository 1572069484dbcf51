import { type Authority, type Bus, type NodeEventMessage, serveNodes, spansSubject } from '@flotilla/bus';
import {
  type Clock,
  createControllerClient,
  createElection,
  createEventRecorder,
  createManager,
  type EventRecorder,
  type Leading,
  type Service,
} from '@flotilla/controller';
import type { Logger } from '@flotilla/process';
import type { Registry } from '@flotilla/registry';
import type { Telemetry } from '@flotilla/telemetry';
import { createHeartbeats } from './heartbeats/heartbeats.ts';
import { join } from './joining/join.ts';
import { holdingsOf } from './mailbox/difference.ts';
import { NodeMailbox } from './mailbox/mailbox.ts';
import { createWanted, type Wanted } from './mailbox/wanted.ts';
import { createReports } from './reports/reports.ts';

export interface NodeGatewayDeps {
  readonly registry: Registry;
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

/** Source: the kubelet renews its Lease at a quarter of its 40 s. */
const RENEW_MS = 10_000;
/** A node beats each second; one that was heard within this is alive. */
const ALIVE_MS = 5_000;

/** Everything between nodes and the store: their mailboxes, their reports, their heartbeats, their joining. */
export function createNodeGateway(deps: NodeGatewayDeps, options: NodeGatewayOptions): Service {
  const election = createElection(deps, {
    name: 'node-gateway',
    user: 'system:node-gateway',
    identity: options.identity,
  });
  const wanted = createWanted(deps);
  const guards = (): ReturnType<typeof election.guards> => election.guards();
  const serving: Leading = {
    name: 'node-gateway',
    informers: wanted.informers,
    start: () => ({ stop: serve({ ...deps, guards }, options, wanted) }),
  };
  return createManager({ ...deps, election }, { controllers: [serving] });
}

type ServeDeps = NodeGatewayDeps & Parameters<typeof createReports>[0];

/** Serves all nodes; returns what ends it. */
function serve(deps: ServeDeps, { authority }: NodeGatewayOptions, wanted: Wanted): () => Promise<void> {
  const { bus, log, telemetry } = deps;
  const mailboxes = new Map<string, NodeMailbox>();
  const mailboxOf = (node: string): NodeMailbox => {
    const mailbox = mailboxes.get(node) ?? new NodeMailbox(node, bus, wanted);
    mailboxes.set(node, mailbox);
    return mailbox;
  };
  const unlisten = wanted.onChange((nodes) => {
    for (const node of nodes) mailboxes.get(node)?.send();
  });
  const heartbeats = createHeartbeats(deps);
  const reports = createReports(deps);
  const events = createNodeEvents(deps);
  const nodes = serveNodes(
    bus,
    {
      ...reports,
      event: events,
      sync: async (node, message) => ({ session: mailboxOf(node).begin(holdingsOf(message)) }),
      beat(node, { session }) {
        heartbeats.beat(node);
        if (session !== mailboxOf(node).session) mailboxOf(node).invite();
      },
      join: (message) => join(authority, message, (node) => heartbeats.heard(node, ALIVE_MS)),
    },
    (error) => log.warn('node not answered', { error }),
  );
  const spans = bus.subscribe(spansSubject, ({ data }) => telemetry.record(JSON.parse(new TextDecoder().decode(data))));
  const renewing = setInterval(() => void heartbeats.renew(), RENEW_MS);
  return async () => {
    clearInterval(renewing);
    nodes.stop();
    spans.stop();
    unlisten();
  };
}

/** Records nodes' Events as the kubelet's, each node under its own name. */
function createNodeEvents(deps: ServeDeps): (node: string, event: NodeEventMessage) => void {
  const recorders = new Map<string, EventRecorder>();
  const recorderOf = (node: string): EventRecorder => {
    const identity = { name: `system:node:${node}`, fieldManager: 'kubelet', guards: deps.guards };
    const client = createControllerClient(deps.registry, identity);
    const recorder =
      recorders.get(node) ?? createEventRecorder({ ...deps, client }, { component: 'kubelet', host: node });
    recorders.set(node, recorder);
    return recorder;
  };
  return (node, { pod, fieldPath, type, reason, message }) => {
    const regarding = { kind: 'Pod', apiVersion: 'v1', ...pod, ...(fieldPath === undefined ? {} : { fieldPath }) };
    recorderOf(node).record(regarding, { type, reason, message });
  };
}
