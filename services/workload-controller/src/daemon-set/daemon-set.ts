import { isDeepStrictEqual } from 'node:util';
import {
  adoptersOf,
  applyClaim,
  availableAfterMs,
  type Clock,
  type Controller,
  candidatesOf,
  chosenBy,
  controller,
  createOwnedPods,
  done,
  type EventRecorder,
  type Informer,
  type InformerChange,
  planClaim,
} from '@flotilla/controller';
import type { Client } from '@flotilla/registry';
import { Pods } from '../objects/kinds.ts';
import type { WorkloadPod } from '../objects/workload-pod.ts';
import { nameOf, type Revision } from '../revisions/revision.ts';
import { createRevisions, type History } from '../revisions/revisions.ts';
import { applyDaemons } from './apply-daemons.ts';
import { type DaemonNode, daemonFit } from './daemon-fit.ts';
import { type DaemonSetView, daemonRules } from './daemon-set-view.ts';
import { writeDaemonStatus } from './daemon-status.ts';
import { HASH_LABEL, isUpToDate } from './daemon-template.ts';
import { FailedPods } from './failed-pods.ts';
import { type DaemonState, planDaemonSet } from './plan-daemon-set.ts';

export interface DaemonSetDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly events: EventRecorder;
}

export interface DaemonSetInformers {
  readonly daemonSets: Informer<DaemonSetView>;
  readonly pods: Informer<WorkloadPod>;
  readonly nodes: Informer<DaemonNode>;
  readonly revisions: Informer<Revision>;
}

/** Keeps a Pod on every node that fits. */
export function daemonSetController(
  { client, clock, events }: DaemonSetDeps,
  { daemonSets, pods, nodes, revisions }: DaemonSetInformers,
): Controller {
  const owned = createOwnedPods(client, events);
  const histories = createRevisions({ client, revisions, hashLabel: HASH_LABEL });
  const failedPods = new FailedPods();

  const read = async (set: DaemonSetView, hash: string): Promise<DaemonState> => {
    const claim = planClaim(set, chosenBy(set.selector), candidatesOf(pods, set));
    const claimed = await applyClaim(client, set, Pods, claim);
    const wish = { hash, templateGeneration: set.templateGeneration };
    const nowMs = clock.now();
    return {
      nodes: new Map([...nodes.list()].map(([name, node]) => [name, daemonFit(set.template, node)])),
      pods: claimed.map((pod) => ({ ...pod, isUpToDate: isUpToDate(pod.metadata, wish) })),
      patienceMs: (nodeName) => failedPods.patienceMs(failureKey(set, nodeName), nowMs),
      nowMs,
    };
  };

  return controller('daemon-set')
    .for(daemonSets)
    .owns(pods)
    .owns(revisions)
    .watches(pods, adoptersOf(daemonSets))
    .watches(nodes, (change) => (isNews(change) ? [...daemonSets.list()].map(([path]) => path) : []))
    .reconciles(async (path) => {
      const set = daemonSets.get(path);
      if (set === undefined || set.metadata.deletionTimestamp !== undefined) return done;
      const history = await histories.settle(set);
      const hash = hashOf(history);
      const state = await read(set, hash);
      const desired = [...state.nodes.values()].filter(({ starts }) => starts).length;
      const plan = planDaemonSet(daemonRules(set, desired), state);
      const noteFailure = (node: string): void => failedPods.note(failureKey(set, node), state.nowMs);
      try {
        await applyDaemons({ owned, events, noteFailure }, set, { steps: plan.steps, hash });
      } finally {
        await writeDaemonStatus(client, set, { state, collisions: history.collisions });
      }
      await histories.truncate(history, { limit: set.historyLimit, inUse: inUse(history, state) });
      const waits = [plan.againAfterMs, availableAfterMs(state.pods, set.minReadySeconds, state.nowMs)];
      const due = waits.filter((wait) => wait !== undefined);
      return due.length === 0 ? done : { againAfterMs: Math.min(...due) };
    });
}

/** Counted anew for each version of the set: the failure may be mended. */
function failureKey({ metadata }: DaemonSetView, nodeName: string): string {
  return `${metadata.uid ?? ''}/${metadata.generation ?? 0}/${nodeName}`;
}

function hashOf({ wanted }: History): string {
  return wanted.metadata.labels?.[HASH_LABEL] ?? '';
}

/** The revisions that Pods have, or are to have. */
function inUse({ wanted, all }: History, { pods }: DaemonState): Set<string> {
  const hashes = new Set(pods.map(({ metadata }) => metadata.labels?.[HASH_LABEL]));
  const used = all.filter(({ metadata }) => hashes.has(metadata.labels?.[HASH_LABEL]));
  return new Set([wanted, ...used].map(nameOf));
}

/** A node's status is news to nobody here. */
function isNews({ before, after }: InformerChange<DaemonNode>): boolean {
  return !isDeepStrictEqual(before, after);
}
