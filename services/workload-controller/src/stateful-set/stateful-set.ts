import {
  applyClaim,
  availableAfterMs,
  type Clock,
  type Controller,
  candidatesOf,
  controller,
  done,
  type EventRecorder,
  type Informer,
  type Owned,
  type OwnedPod,
  planClaim,
} from '@flotilla/controller';
import { parsePath, pathOf } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { Pods } from '../objects/kinds.ts';
import { nameOf, type Revision, templateOf } from '../revisions/revision.ts';
import { createRevisions, type History } from '../revisions/revisions.ts';
import { applyStateful, restoreIdentity } from './apply-stateful.ts';
import { splitOrdinal } from './identity.ts';
import { planStatefulSet, type StatefulState } from './plan-stateful-set.ts';
import { createStatefulClaims } from './stateful-claims.ts';
import { createStatefulEvents } from './stateful-events.ts';
import { type StatefulSetView, statefulPods } from './stateful-set-view.ts';
import { writeStatefulStatus } from './stateful-status.ts';

export interface StatefulSetDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly events: EventRecorder;
}

export interface StatefulSetInformers {
  readonly statefulSets: Informer<StatefulSetView>;
  readonly pods: Informer<OwnedPod>;
  readonly revisions: Informer<Revision>;
  readonly claims: Informer<Owned>;
}

/** What a round decides by. */
interface Round {
  readonly history: History;
  /** What all Pods had when the last update was through. */
  readonly current: Revision;
  readonly state: StatefulState;
}

/** Keeps Pods that have names, an order, and claims of their own. */
export function statefulSetController(
  { client, clock, events: recorder }: StatefulSetDeps,
  { statefulSets, pods, revisions, claims: claimInformer }: StatefulSetInformers,
): Controller {
  const events = createStatefulEvents(recorder);
  const claims = createStatefulClaims({ client, claims: claimInformer, events });
  const histories = createRevisions({ client, revisions, hashLabel: 'controller.kubernetes.io/hash' });

  const read = async (set: StatefulSetView): Promise<Round> => {
    const history = await histories.settle(set);
    const { wanted } = history;
    const current = history.all.find((each) => nameOf(each) === set.status.currentRevision) ?? wanted;
    const isMember = (pod: OwnedPod): boolean =>
      set.selector.matches(pod.metadata.labels) && statefulPods(set, [pod]).length > 0;
    const owned = await applyClaim(client, set, Pods, planClaim(set, isMember, candidatesOf(pods, set)));
    const state: StatefulState = {
      pods: statefulPods(set, owned),
      current: nameOf(current),
      update: nameOf(wanted),
      isHeld: (ordinal) => claims.isHeld(set, ordinal),
      nowMs: clock.now(),
    };
    return { history, current, state };
  };

  const act = async (set: StatefulSetView, { history, current, state }: Round): Promise<void> => {
    for (const pod of state.pods) {
      await restoreIdentity({ client, claims, events }, set, pod);
      await claims.settle(set, pod);
    }
    const templates = new Map([current, history.wanted].map((each) => [nameOf(each), templateOf(each)]));
    await applyStateful({ client, claims, events }, set, { steps: planStatefulSet(set.rules, state), templates });
  };

  return controller('stateful-set')
    .for(statefulSets)
    .owns(pods)
    .owns(revisions)
    .watches(pods, ({ path }) => namesakes(statefulSets, path))
    .watches(claimInformer, ({ path }) => claimants(statefulSets, path))
    .reconciles(async (path) => {
      const set = statefulSets.get(path);
      if (set === undefined || set.metadata.deletionTimestamp !== undefined) return done;
      const round = await read(set);
      const { history, current, state } = round;
      try {
        await act(set, round);
      } finally {
        await writeStatefulStatus(client, set, { state, collisions: history.collisions });
      }
      const inUse = new Set([...state.pods.map(({ revision }) => revision), nameOf(history.wanted), nameOf(current)]);
      await histories.truncate(history, { limit: set.historyLimit, inUse });
      const againAfterMs = availableAfterMs(state.pods, set.rules.minReadySeconds, state.nowMs);
      return againAfterMs === undefined ? done : { againAfterMs };
    });
}

/** The set that a Pod of this name would be of, whoever owns it: it may be adopted, or leave its name free. */
function namesakes(sets: Informer<StatefulSetView>, path: string): string[] {
  const { namespace, name } = parsePath(path);
  const owner = pathOf({ namespace, name: splitOrdinal(name)?.parent ?? '' });
  return sets.get(owner) === undefined ? [] : [owner];
}

/** The sets that a claim of this name would be of. */
function claimants(sets: Informer<StatefulSetView>, path: string): string[] {
  const { namespace, name } = parsePath(path);
  const parent = splitOrdinal(name)?.parent;
  if (parent === undefined) return [];
  return [...sets.list(namespace)]
    .filter(([, { metadata, claimTemplates }]) =>
      claimTemplates.some((template) => `${template.metadata.name ?? ''}-${metadata.name ?? ''}` === parent),
    )
    .map(([owner]) => owner);
}
