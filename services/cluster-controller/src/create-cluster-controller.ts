import {
  type Clock,
  type Controller,
  type ControllerParts,
  createControllerClient,
  createControllerService,
  type ElectionTimes,
  type Service,
  systemClock,
} from '@flotilla/controller';
import type { Logger } from '@flotilla/process';
import type { Registry } from '@flotilla/registry';
import type { Store } from '@flotilla/store';
import type { Telemetry } from '@flotilla/telemetry';
import { claimsController } from './claims/claims.ts';
import { ephemeralVolumeController } from './claims/ephemeral.ts';
import { localClassController } from './claims/local-class.ts';
import { claimProtectionController, volumeProtectionController } from './claims/protection.ts';
import { volumesController } from './claims/volumes.ts';
import { eventSweepController } from './event-sweep/event-sweep.ts';
import { garbageController } from './garbage/garbage.ts';
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
import { systemPriorityClassController } from './priority-class/system-priority-classes.ts';
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
  const { registry, log, clock = systemClock } = deps;
  const { electionTimes } = options;
  const service = createControllerService(
    deps,
    { name: 'cluster-controller', ...(electionTimes === undefined ? {} : { electionTimes }) },
    (parts) => createControllers(deps, options, parts),
  );
  const bootstrap = createControllerClient(registry, { name: INITIAL_NAMESPACES_USER });
  return {
    async start(signal = new AbortController().signal) {
      await createInitialNamespaces({ client: bootstrap, clock, log }, signal);
      if (!signal.aborted) await service.start(signal);
    },
    stop: () => service.stop(),
  };
}

/** Each under the name that it has in upstream, so that what is allowed to whom can be told apart. */
function createControllers(
  { registry, store }: ClusterControllerDeps,
  options: ClusterControllerOptions,
  parts: ControllerParts,
): Controller[] {
  const { rootCertificate, podRanges = POD_RANGES, gracePeriods = GRACE_PERIODS } = options;
  const { clock } = parts;
  const informers = createInformers(parts.informers);
  const namespaceClient = parts.client('namespace-controller');
  const nodeClient = parts.client('node-controller');
  const nodeEvents = parts.events(nodeClient, 'node-controller');
  const evictionEvents = parts.events(nodeClient, 'taint-eviction-controller');
  const claimsClient = parts.client('persistent-volume-binder');
  const claimEvents = parts.events(claimsClient, 'persistentvolume-controller');
  const ephemeralClient = parts.client('ephemeral-volume-controller');
  const ephemeralEvents = parts.events(ephemeralClient, 'ephemeral_volume');
  const claims = { client: claimsClient, events: claimEvents, now: () => clock.now() };
  const content = createNamespaceContent(namespaceClient, registry, store);
  return [
    initialNamespaceController(parts.client(INITIAL_NAMESPACES_USER), informers),
    namespaceController({ client: namespaceClient, content, clock }, informers),
    serviceAccountController(parts.client('service-account-controller'), informers),
    rootCertificateController(parts.client('root-ca-cert-publisher'), informers, rootCertificate),
    podRangeController(nodeClient, informers, nodeEvents, podRanges),
    nodeLifecycleController({ client: nodeClient, clock, events: nodeEvents }, informers, gracePeriods),
    taintEvictionController({ client: nodeClient, clock, events: evictionEvents }, informers),
    podGarbageController({ client: parts.client('pod-garbage-collector'), clock }, informers),
    garbageController(parts.client('generic-garbage-collector'), parts.informers),
    systemPriorityClassController(parts.client(INITIAL_NAMESPACES_USER)),
    localClassController(claimsClient),
    claimsController(claims, informers),
    volumesController(claims, informers),
    ephemeralVolumeController({ client: ephemeralClient, events: ephemeralEvents }, informers),
    claimProtectionController(parts.client('pvc-protection-controller'), informers),
    volumeProtectionController(parts.client('pv-protection-controller'), informers),
    eventSweepController(parts.client('event-sweep-controller'), store, clock),
  ];
}
