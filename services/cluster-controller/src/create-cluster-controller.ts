import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  type Clock,
  type Controller,
  createControllerClient,
  createElection,
  createEventRecorder,
  createManager,
  type Election,
  type ElectionTimes,
  type EventRecorder,
  type Service,
  systemClock,
} from '@flotilla/controller';
import type { Logger } from '@flotilla/process';
import type { Client, Registry } from '@flotilla/registry';
import type { Store } from '@flotilla/store';
import type { Telemetry } from '@flotilla/telemetry';
import { eventSweepController } from './event-sweep/event-sweep.ts';
import {
  createInitialNamespaces,
  INITIAL_NAMESPACES_USER,
  initialNamespaceController,
} from './initial-namespaces/initial-namespaces.ts';
import { namespaceController } from './namespace/namespace.ts';
import { createNamespaceContent } from './namespace/namespace-content.ts';
import { type GracePeriods, nodeLifecycleController } from './node-lifecycle/node-lifecycle.ts';
import { createInformers } from './objects/informers.ts';
import { podGarbageController } from './pod-garbage/pod-garbage.ts';
import type { RangeSettings } from './pod-range/plan-range.ts';
import { podRangeController } from './pod-range/pod-range.ts';
import { rootCertificateController } from './root-certificate/root-certificate.ts';
import { serviceAccountController } from './service-account/service-account.ts';
import { taintEvictionController } from './taint-eviction/taint-eviction.ts';

export interface ClusterControllerDeps {
  readonly registry: Registry;
  /** For what the registry does not tell: which Events have expired, and what a namespace holds of every kind. */
  readonly store: Pick<Store, 'expired' | 'page'>;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly clock?: Clock;
}

export interface ClusterControllerOptions {
  /** PEM of the authority by which Pods know the API. */
  readonly rootCertificate: string;
  readonly podRanges?: RangeSettings;
  readonly gracePeriods?: GracePeriods;
  readonly electionTimes?: ElectionTimes;
}

/** Room for 256 nodes with 254 Pods each, where upstream's examples have theirs. */
const POD_RANGES: RangeSettings = { clusterRange: '10.244.0.0/16', nodeBits: 24 };
/** As upstream: 50 s for a node that has reported, 60 s for one that never did. */
const GRACE_PERIODS: GracePeriods = { silentMs: 50_000, startupMs: 60_000 };

/** What keeps the cluster itself in order: namespaces, nodes, and what ages. */
export function createClusterController(deps: ClusterControllerDeps, options: ClusterControllerOptions): Service {
  const { registry, telemetry, log, clock = systemClock } = deps;
  const { electionTimes } = options;
  const election = createElection(
    { registry, clock, log },
    {
      name: 'cluster-controller',
      user: 'system:kube-controller-manager',
      identity: `${hostname()}_${randomUUID()}`,
      ...(electionTimes === undefined ? {} : { times: electionTimes }),
    },
  );
  const runtime = { clock, log, telemetry, election };
  const recorders: EventRecorder[] = [];
  const manager = createManager(runtime, {
    controllers: createControllers({ ...deps, clock }, options, election, recorders),
  });
  const bootstrap = createControllerClient(registry, { name: INITIAL_NAMESPACES_USER });
  return {
    async start(signal = new AbortController().signal) {
      await createInitialNamespaces({ client: bootstrap, clock, log }, signal);
      if (!signal.aborted) await manager.start(signal);
    },
    async stop() {
      await Promise.all(recorders.map((recorder) => recorder.flush()));
      await manager.stop();
    },
  };
}

/** Each under the name that it has in upstream, so that what is allowed to whom can be told apart. */
function createControllers(
  { registry, store, telemetry, log, clock }: ClusterControllerDeps & { readonly clock: Clock },
  options: ClusterControllerOptions,
  election: Election,
  recorders: EventRecorder[],
): Controller[] {
  const { rootCertificate, podRanges = POD_RANGES, gracePeriods = GRACE_PERIODS } = options;
  const informers = createInformers({ registry, clock, log });
  const as = (name: string): Client => createControllerClient(registry, { name, guards: () => election.guards() });
  const recorder = (client: Client, component: string): EventRecorder => {
    const made = createEventRecorder({ client, clock, log, telemetry }, component);
    recorders.push(made);
    return made;
  };
  const namespaceClient = as('namespace-controller');
  const nodeClient = as('node-controller');
  const nodeEvents = recorder(nodeClient, 'node-controller');
  const evictionEvents = recorder(nodeClient, 'taint-eviction-controller');
  const content = createNamespaceContent(namespaceClient, registry, store);
  return [
    initialNamespaceController(as(INITIAL_NAMESPACES_USER), informers),
    namespaceController({ client: namespaceClient, content, clock }, informers),
    serviceAccountController(as('service-account-controller'), informers),
    rootCertificateController(as('root-ca-cert-publisher'), informers, rootCertificate),
    podRangeController(nodeClient, informers, nodeEvents, podRanges),
    nodeLifecycleController({ client: nodeClient, clock, events: nodeEvents }, informers, gracePeriods),
    taintEvictionController({ client: nodeClient, clock, events: evictionEvents }, informers),
    podGarbageController({ client: as('pod-garbage-collector'), clock }, informers),
    eventSweepController(as('event-sweep-controller'), store, clock),
  ];
}
