import type { Logger } from '@flotilla/process';
import type { Clock } from '../clock.ts';
import type { EventReport, NodeLink } from '../link/node-link.ts';
import type { NodeNetwork } from '../network/node-network.ts';
import type { NodeFacts } from '../node/node-facts.ts';
import type { PodRuntime } from '../runtime/runtime.ts';
import type { PerformAction } from './actions/action.ts';
import type { Happening } from './happening.ts';
import { orphanPod } from './orphan-pod.ts';
import { fieldPathOf } from './pod-events.ts';
import { refusalHere } from './room.ts';
import type { StatusReporter } from './status-reporter.ts';
import type { StoredPod } from './stored-pod.ts';
import type { PodVolumes } from './volumes/pod-volumes.ts';
import { PodWorker, type WorkerDeps } from './worker.ts';

export interface PodWorkersDeps {
  readonly runtime: PodRuntime;
  readonly link: NodeLink;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly facts: NodeFacts;
  readonly network: NodeNetwork | undefined;
  readonly volumes: PodVolumes;
  readonly perform: PerformAction;
  readonly reporter: StatusReporter;
}

/** A worker for each Pod that is to run here, or that runs here and is not to. */
export interface PodWorkers {
  has(uid: string): boolean;
  /** Does for one Pod what the mailbox and the runtime say together. */
  bring(uid: string): void;
  /** The same for every Pod that either knows. */
  bringAll(): void;
  /** The runtime has something new of this Pod. */
  podChanged(uid: string): void;
  imagesChanged(): void;
  /** What waits for ConfigMaps, Secrets, claims or Services is tried at once. */
  configurationChanged(): void;
  /** Nodes have loaded more of the endpoints: Pods that wait for that may end. */
  drained(): void;
  close(): Promise<void>;
}

export function createPodWorkers(deps: PodWorkersDeps): PodWorkers {
  const { runtime, link, network } = deps;
  const workers = new Map<string, PodWorker>();
  const workerDeps = describeWorkers(deps, (uid) => void workers.delete(uid));
  const room = { ...deps, takesRoom: (uid: string) => workers.get(uid)?.takesRoom };

  const expose = (uid: string) => {
    const pod = link.mailbox.pods.get(uid)?.pod;
    const sandbox = runtime.pod(uid)?.sandbox;
    const address = sandbox?.ready ? sandbox.addresses[0] : undefined;
    network?.expose(uid, pod !== undefined && address !== undefined ? { pod, address } : undefined);
  };
  const withdraw = (uid: string) => {
    const worker = workers.get(uid);
    const found = runtime.pod(uid);
    if (worker !== undefined && found === undefined) workers.delete(uid);
    if (worker !== undefined) return worker.withdraw();
    if (found === undefined) return;
    const orphan = new PodWorker(workerDeps, orphanPod(found));
    workers.set(uid, orphan);
    orphan.withdraw();
  };
  const bring = (uid: string) => {
    expose(uid);
    const desired = link.mailbox.pods.get(uid)?.pod;
    const worker = workers.get(uid);
    if (desired === undefined) {
      if (link.mailbox.complete) withdraw(uid);
    } else if (worker !== undefined) worker.update(desired);
    else workers.set(uid, new PodWorker(workerDeps, desired, refusalHere(room, desired)));
  };
  return {
    has: (uid) => workers.has(uid),
    bring,
    bringAll() {
      const found = runtime.pods().map(({ uid }) => uid);
      for (const uid of new Set([...link.mailbox.pods.keys(), ...found, ...workers.keys()])) bring(uid);
    },
    podChanged(uid) {
      expose(uid);
      workers.get(uid)?.poke();
    },
    imagesChanged() {
      for (const worker of workers.values()) void worker.imagesChanged();
    },
    configurationChanged() {
      for (const worker of workers.values()) worker.configurationChanged();
    },
    drained() {
      for (const [uid, worker] of workers) {
        if (link.mailbox.pods.get(uid)?.pod.metadata.deletionTimestamp !== undefined) worker.poke();
      }
    },
    async close() {
      await Promise.all(Array.from(workers.values(), (worker) => worker.close()));
    },
  };
}

/** What every worker works with. */
function describeWorkers(deps: PodWorkersDeps, forget: (uid: string) => void): WorkerDeps {
  const { runtime, link, clock, logger, facts, network, volumes, perform, reporter } = deps;
  const { mailbox } = link;
  const hostAddresses = facts.addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address);
  const servicesNow = () => {
    if (network === undefined) return [];
    return network.network.complete ? network.network.services.values() : undefined;
  };
  return {
    runtime,
    volumes,
    perform,
    clock,
    logger,
    hostAddresses,
    sourcesFor: (podAddresses) => ({
      configMap: (namespace, name) => mailbox.configMaps.get(`${namespace}/${name}`),
      secret: (namespace, name) => mailbox.secrets.get(`${namespace}/${name}`),
      claim: (namespace, name) => mailbox.claims.get(`${namespace}/${name}`),
      persistentVolume: (name) => mailbox.volumes.get(name),
      services: servicesNow(),
      podAddresses,
      hostAddresses,
      nodeAllocatable: facts.allocatable,
    }),
    isServing: ({ metadata }) => network !== undefined && !network.drain.isDrained(metadata.uid),
    tell: (pod, happening) => link.event(eventOf(pod, happening, clock.now())),
    report(pod, status) {
      const traceparent = mailbox.pods.get(pod.metadata.uid)?.traceparent;
      reporter.submit({ pod: referenceOf(pod), status, ...(traceparent !== undefined && { traceparent }) });
    },
    gone(pod) {
      const { uid } = pod.metadata;
      // A Pod whose end is still to be told keeps its worker, so that it does not begin anew meanwhile.
      if (mailbox.pods.has(uid)) reporter.submitGone(referenceOf(pod), () => {});
      else forget(uid);
    },
  };
}

function referenceOf({ metadata: { uid, namespace, name } }: StoredPod) {
  return { uid, namespace, name };
}

function eventOf(pod: StoredPod, { container, ...happening }: Happening, at: number): EventReport {
  const fieldPath = container === undefined ? {} : { fieldPath: fieldPathOf(pod, container) };
  return { pod: referenceOf(pod), ...happening, ...fieldPath, at };
}
