import type { Logger } from '@flotilla/process';
import type { Clock } from './clock.ts';
import type { MailboxChange, NodeLink } from './link/node-link.ts';
import { podServices } from './link/pod-services.ts';
import { createLoop } from './loop.ts';
import type { NodeNetwork } from './network/node-network.ts';
import type { NodeFacts } from './node/node-facts.ts';
import { createNodeReporter } from './node/node-reporter.ts';
import type { PerformAction } from './pod/actions/action.ts';
import { pretendToPerform } from './pod/actions/perform.ts';
import { createPodWorkers } from './pod/pod-workers.ts';
import { createStatusReporter } from './pod/status-reporter.ts';
import { noVolumes, type PodVolumes } from './pod/volumes/pod-volumes.ts';
import { createVolumeRemoval } from './pod/volumes/volume-removal.ts';
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

export function createAgent(deps: AgentDeps): Agent {
  const { runtime, link, clock, logger, facts, network, volumes = noVolumes, perform = pretendToPerform } = deps;
  const reporter = createStatusReporter({ link, clock });
  const nodeReporter = createNodeReporter(deps);
  const volumeRemoval = createVolumeRemoval({ link, volumes, clock, logger }, facts.name);
  const pods = createPodWorkers({ runtime, link, clock, logger, facts, network, volumes, perform, reporter });
  const closing: (() => void)[] = [];
  let range: string | undefined;
  let wasComplete = false;

  /** Pods are worked on from the moment when they can get addresses. */
  const ranges = createLoop({
    clock,
    async turn() {
      const wanted = link.mailbox.node?.spec?.podCIDR;
      if (wanted === undefined || wanted === range) return { goOn: false };
      await runtime.setPodRange(wanted);
      range = wanted;
      network?.start();
      nodeReporter.refresh();
      bringAll();
      // It may have been changed meanwhile.
      return { goOn: true };
    },
    failed: (error) => logger.error('Pod range cannot be used', { range: link.mailbox.node?.spec?.podCIDR, error }),
  });

  /** What is left of Pods that ended while no agent ran, and of which the runtime has nothing. */
  const sweepVolumes = async () => {
    try {
      for (const uid of await volumes.found()) {
        if (!pods.has(uid) && !link.mailbox.pods.has(uid)) await volumes.remove(uid);
      }
    } catch (error) {
      logger.error('Volumes of former Pods cannot be removed', { error });
    }
  };
  const bringAll = () => {
    pods.bringAll();
    // Only now is it known what is not wanted here any more.
    if (link.mailbox.complete && !wasComplete) void sweepVolumes();
    wasComplete = link.mailbox.complete;
  };
  const mailboxChanged = (change: MailboxChange) => {
    if (change.node) ranges.poke();
    if (range === undefined) return;
    if (link.mailbox.complete && !wasComplete) bringAll();
    else for (const uid of change.pods) pods.bring(uid);
    wasComplete = link.mailbox.complete;
    const { configMaps, secrets, claims, volumes: changedVolumes } = change;
    if ([configMaps, secrets, claims, changedVolumes].some(({ length }) => length > 0)) pods.configurationChanged();
  };

  return {
    async start() {
      await runtime.start();
      runtime.listen(pods);
      closing.push(link.onMailbox(mailboxChanged));
      link.serve(podServices(runtime));
      if (network !== undefined) {
        const servicesKnown = pods.configurationChanged;
        closing.push(network.listen({ servicesKnown, ready: () => nodeReporter.refresh(), drained: pods.drained }));
      }
      nodeReporter.start();
      volumeRemoval.start();
      ranges.poke();
    },
    async stop({ pods: podsAtEnd }) {
      for (const close of closing) close();
      await ranges.close();
      await nodeReporter.close();
      await network?.close();
      reporter.close();
      await volumeRemoval.close();
      await pods.close();
      await runtime.close();
      if (podsAtEnd === 'keep') return;
      await runtime.destroy();
      await volumes.removeAll();
    },
  };
}
