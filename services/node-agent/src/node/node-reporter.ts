import { isDeepStrictEqual } from 'node:util';
import type { NodeCondition, NodeStatus } from '@flotilla/kinds/core/v1';
import type { Logger } from '@flotilla/process';
import type { Clock } from '../clock.ts';
import { LinkDown } from '../link/errors.ts';
import type { NodeLink } from '../link/node-link.ts';
import { createLoop } from '../loop.ts';
import type { NodeNetwork } from '../network/node-network.ts';
import type { PodRuntime } from '../runtime/runtime.ts';
import type { NodeFacts } from './node-facts.ts';
import { nodeStatus } from './node-status.ts';

export interface NodeReporterDeps {
  readonly link: NodeLink;
  readonly runtime: PodRuntime;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly facts: NodeFacts;
  /** Left out where Pods have no network. */
  readonly network?: Pick<NodeNetwork, 'ready'>;
}

/** Keeps the Node object true, and says that the node is alive. */
export interface NodeReporter {
  start(): void;
  /** Says at once what the node can do now. */
  refresh(): void;
  close(): Promise<void>;
}

const beatMs = 1_000;
/** How often the node looks at itself, and how long its status may stand unsaid while it stays the same: upstream's. */
const lookMs = 10_000;
const repeatMs = 300_000;

export function createNodeReporter({ link, runtime, clock, logger, facts, network }: NodeReporterDeps): NodeReporter {
  let said: NodeStatus | undefined;
  let saidAt = Number.NEGATIVE_INFINITY;
  /** An outage is told once. */
  let silenced = false;
  let cancelBeat = () => {};
  const stopListening: (() => void)[] = [];

  const beat = () => {
    link.beat();
    cancelBeat = clock.after(beatMs, beat);
  };
  const say = async () => {
    const now = clock.now();
    const told = link.mailbox.node?.status;
    const stands = said !== undefined && !isOverwritten(said, told);
    const previous = stands ? said : (told ?? said);
    const images = await runtime.images();
    const hasNetwork = network?.ready() ?? false;
    const status = nodeStatus({ facts, readiness: runtime.readiness(), images, hasNetwork, previous, now });
    if (stands && said !== undefined && isSame(said, status) && now - saidAt < repeatMs) return;
    const { name, labels, annotations } = facts;
    await link.reportNode({ name, labels, annotations, status });
    said = status;
    saidAt = now;
  };
  const loop = createLoop({
    clock,
    async turn() {
      await say();
      silenced = false;
      return { goOn: false, waitUntil: clock.now() + lookMs };
    },
    failed(error) {
      if (!(error instanceof LinkDown)) logger.warn('node status not reported', { error });
      else if (!silenced) logger.info('node status not reported, trying until it is', { why: error.message });
      silenced = true;
    },
  });
  return {
    start() {
      stopListening.push(
        link.onMailbox(({ node }) => {
          if (node) loop.poke();
        }),
        link.onConnection((connected) => {
          if (connected) loop.poke();
        }),
      );
      loop.poke();
      beat();
    },
    refresh: () => loop.poke(),
    async close() {
      cancelBeat();
      for (const stop of stopListening) stop();
      await loop.close();
    },
  };
}

/** Whether someone has written over what the node last said, as happens to a node that was silent. */
function isOverwritten(said: NodeStatus, told: NodeStatus | undefined): boolean {
  const statuses = new Map(told?.conditions?.map(({ type, status }) => [type, status]));
  return said.conditions?.some(({ type, status }) => (statuses.get(type) ?? status) !== status) ?? false;
}

/** Times apart: they change with each look. */
function isSame(before: NodeStatus, after: NodeStatus): boolean {
  const timeless = ({ conditions = [], ...status }: NodeStatus) => ({
    ...status,
    conditions: conditions.map(
      ({ lastHeartbeatTime: _, lastTransitionTime: __, ...condition }: NodeCondition) => condition,
    ),
  });
  return isDeepStrictEqual(timeless(before), timeless(after));
}
