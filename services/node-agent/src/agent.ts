import type { Logger } from '@flotilla/process';
import type { Clock } from './clock.ts';
import type { EventReport, MailboxChange, NodeLink } from './link/node-link.ts';
import { podServices } from './link/pod-services.ts';
import type { NetworkListener, NodeNetwork } from './network/node-network.ts';
import type { NodeFacts } from './node/node-facts.ts';
import { createNodeReporter } from './node/node-reporter.ts';
import type { PerformAction } from './pod/actions/action.ts';
import { pretendToPerform } from './pod/actions/perform.ts';
import type { Happening } from './pod/happening.ts';
import { orphanPod } from './pod/orphan-pod.ts';
import { fieldPathOf } from './pod/pod-events.ts';
import { isTerminal } from './pod/pod-status.ts';
import { refusalOf } from './pod/refusal.ts';
import { createStatusReporter } from './pod/status-reporter.ts';
import type { StoredPod } from './pod/stored-pod.ts';
import { noVolumes, type PodVolumes } from './pod/volumes/pod-volumes.ts';
import { createVolumeRemoval } from './pod/volumes/volume-removal.ts';
import { PodWorker } from './pod/worker.ts';
import type { PodRuntime } from './runtime/runtime.ts';

export interface AgentDeps {
  readonly runtime: PodRuntime;
  readonly link: NodeLink;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly facts: NodeFacts;
  /** Left out where Pods have no network. */
  readonly network?: NodeNetwork;
  /** Left out where Pods are only acted. */
  readonly volumes?: PodVolumes;
  /** Left out where Pods are only acted. */
  readonly perform?: PerformAction;
}

export interface StopOptions {
  /** `keep`: they run on, for the next agent to adopt. `remove`: nothing of this node is left on the machine. */
  readonly pods: 'keep' | 'remove';
}

/** One node: runs the Pods that its mailbox holds and says how they stand. */
export interface Agent {
  /** Resolves when what already runs has been found. Rejects where the runtime cannot be reached. */
  start(): Promise<void>;
  stop(options: StopOptions): Promise<void>;
}

/** How long a range that could not be set up rests until the next try. */
const rangeRetryMs = 5_000;

export function createAgent(deps: AgentDeps): Agent {
  const { runtime, link, clock, logger, facts, network, volumes = noVolumes, perform = pretendToPerform } = deps;
  const reporter = createStatusReporter({ link, clock });
  const nodeReporter = createNodeReporter(deps);
  const volumeRemoval = createVolumeRemoval({ link, volumes, clock, logger }, facts.name);
  const workers = new Map<string, PodWorker>();
  const hostAddresses = facts.addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address);
  const closing: (() => void)[] = [];
  let range: string | undefined;
  let settingRange = false;
  let wasComplete = false;
  let stopped = false;

  const servicesNow = () => {
    if (network === undefined) return [];
    return network.network.complete ? network.network.services.values() : undefined;
  };
  const workerDeps = {
    runtime,
    volumes,
    perform,
    clock,
    logger,
    hostAddresses,
    sourcesFor: (podAddresses: readonly string[]) => ({
      configMap: (namespace: string, name: string) => link.mailbox.configMaps.get(`${namespace}/${name}`),
      secret: (namespace: string, name: string) => link.mailbox.secrets.get(`${namespace}/${name}`),
      claim: (namespace: string, name: string) => link.mailbox.claims.get(`${namespace}/${name}`),
      persistentVolume: (name: string) => link.mailbox.volumes.get(name),
      services: servicesNow(),
      podAddresses,
      hostAddresses,
      nodeAllocatable: facts.allocatable,
    }),
    isServing: ({ metadata }: StoredPod) => network !== undefined && !network.drain.isDrained(metadata.uid),
    tell: (pod: StoredPod, happening: Happening) => link.event(eventOf(pod, happening, clock.now())),
    report: (pod: StoredPod, status: NonNullable<StoredPod['status']>) => {
      const traceparent = link.mailbox.pods.get(pod.metadata.uid)?.traceparent;
      reporter.submit({ pod: referenceOf(pod), status, ...(traceparent !== undefined && { traceparent }) });
    },
    gone: (pod: StoredPod) => {
      const { uid } = pod.metadata;
      // A Pod whose end is still to be told keeps its worker, so that it does not begin anew meanwhile.
      if (link.mailbox.pods.has(uid)) reporter.submitGone(referenceOf(pod), () => {});
      else workers.delete(uid);
    },
  };

  const expose = (uid: string) => {
    const pod = link.mailbox.pods.get(uid)?.pod;
    const sandbox = runtime.pod(uid)?.sandbox;
    const address = sandbox?.ready ? sandbox.addresses[0] : undefined;
    network?.expose(uid, pod !== undefined && address !== undefined ? { pod, address } : undefined);
  };

  const hasBegun = ({ metadata, status }: StoredPod) =>
    runtime.pod(metadata.uid) !== undefined || status?.startTime !== undefined;
  const takesRoom = (pod: StoredPod) =>
    workers.get(pod.metadata.uid)?.takesRoom ?? (hasBegun(pod) && !isTerminal(pod.status ?? {}));
  /** A Pod that has begun before is never turned away. */
  const refusal = (pod: StoredPod) => {
    if (hasBegun(pod) || pod.metadata.deletionTimestamp !== undefined) return undefined;
    const { metadata, spec } = link.mailbox.node ?? {};
    const { name, allocatable } = facts;
    const pods = [...link.mailbox.pods.values()].map((each) => each.pod).filter(takesRoom);
    return refusalOf(pod, {
      name,
      allocatable,
      pods,
      labels: metadata?.labels ?? facts.labels,
      taints: spec?.taints ?? [],
    });
  };

  /** Does for one Pod what the mailbox and the runtime say together. */
  const bring = (uid: string) => {
    expose(uid);
    const desired = link.mailbox.pods.get(uid)?.pod;
    const worker = workers.get(uid);
    if (desired !== undefined) {
      if (worker !== undefined) worker.update(desired);
      else workers.set(uid, new PodWorker(workerDeps, desired, refusal(desired)));
    } else if (link.mailbox.complete) withdraw(uid, worker);
  };
  const withdraw = (uid: string, worker: PodWorker | undefined) => {
    const found = runtime.pod(uid);
    if (worker !== undefined && found === undefined) workers.delete(uid);
    if (worker !== undefined) return worker.withdraw();
    if (found === undefined) return;
    const orphan = new PodWorker(workerDeps, orphanPod(found));
    workers.set(uid, orphan);
    orphan.withdraw();
  };
  const bringAll = () => {
    for (const uid of new Set([
      ...link.mailbox.pods.keys(),
      ...runtime.pods().map((pod) => pod.uid),
      ...workers.keys(),
    ]))
      bring(uid);
  };

  /** Pods are worked on from the moment when they can get addresses. One try at a time. */
  const setRange = async () => {
    const wanted = link.mailbox.node?.spec?.podCIDR;
    if (wanted === undefined || wanted === range || settingRange || stopped) return;
    settingRange = true;
    try {
      await runtime.setPodRange(wanted);
      range = wanted;
      network?.start();
      nodeReporter.refresh();
      bringAll();
    } catch (error) {
      logger.error('Pod range cannot be used', { range: wanted, error });
      closing.push(clock.after(rangeRetryMs, () => void setRange()));
    } finally {
      settingRange = false;
    }
    // It may have been changed meanwhile.
    if (range === wanted) await setRange();
  };

  /** What is left of Pods that ended while no agent ran, and of which the runtime has nothing. */
  const sweepVolumes = async () => {
    try {
      for (const uid of await volumes.found()) {
        if (!workers.has(uid) && !link.mailbox.pods.has(uid)) await volumes.remove(uid);
      }
    } catch (error) {
      logger.error('Volumes of former Pods cannot be removed', { error });
    }
  };
  const mailboxChanged = (change: MailboxChange) => {
    if (change.node) void setRange();
    if (range === undefined) return;
    // Only now is it known what is not wanted here any more.
    if (link.mailbox.complete && !wasComplete) {
      bringAll();
      void sweepVolumes();
    } else for (const uid of change.pods) bring(uid);
    wasComplete = link.mailbox.complete;
    if ([change.configMaps, change.secrets, change.claims, change.volumes].some((changed) => changed.length > 0)) {
      for (const worker of workers.values()) worker.configurationChanged();
    }
  };

  const networkListener: NetworkListener = {
    servicesKnown: () => {
      for (const worker of workers.values()) worker.configurationChanged();
    },
    ready: () => nodeReporter.refresh(),
    drained: () => {
      for (const [uid, worker] of workers) {
        if (link.mailbox.pods.get(uid)?.pod.metadata.deletionTimestamp !== undefined) worker.poke();
      }
    },
  };

  return {
    async start() {
      await runtime.start();
      runtime.listen({
        podChanged(uid) {
          expose(uid);
          workers.get(uid)?.poke();
        },
        imagesChanged: () => {
          for (const worker of workers.values()) void worker.imagesChanged();
        },
      });
      closing.push(link.onMailbox(mailboxChanged));
      link.serve(podServices(runtime));
      if (network !== undefined) closing.push(network.listen(networkListener));
      nodeReporter.start();
      volumeRemoval.start();
      await setRange();
    },
    async stop({ pods }) {
      stopped = true;
      await nodeReporter.close();
      await network?.close();
      reporter.close();
      await volumeRemoval.close();
      for (const close of closing) close();
      await Promise.all([...workers.values()].map((worker) => worker.close()));
      await runtime.close();
      if (pods === 'keep') return;
      await runtime.destroy();
      await volumes.removeAll();
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
