import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  type Clock,
  createControllerClient,
  createElection,
  createEventRecorder,
  createInformer,
  createManager,
  type ElectionTimes,
  type Informer,
  type InformerChange,
  type Leading,
  type Service,
  systemClock,
} from '@flotilla/controller';
import type { Node } from '@flotilla/kinds/core/v1';
import type { Logger } from '@flotilla/process';
import { type Registry, resourceType } from '@flotilla/registry';
import type { Telemetry } from '@flotilla/telemetry';
import { type Bindings, createBindings, Pods } from './bind/bindings.ts';
import { startLoop } from './decide/scheduling-loop.ts';
import { mindsNeighbours } from './neighbours/affinity-term.ts';
import { ClusterState } from './node/cluster-state.ts';
import { type SchedulingNode, schedulingNode } from './node/scheduling-node.ts';
import { type SchedulingPod, schedulingPod } from './pod/scheduling-pod.ts';
import { SchedulingQueue } from './queue/scheduling-queue.ts';
import { createSurroundingInformers, createSurroundings } from './surroundings/surrounding-informers.ts';
import { createClaimBindings } from './volumes/claim-bindings.ts';
import { createVolumeInformers, createVolumeState } from './volumes/volume-state.ts';

export interface SchedulerDeps {
  readonly registry: Registry;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly clock?: Clock;
  /** From 0 to 1, 1 excluded: draws among nodes that are equally good. */
  readonly random?: () => number;
}

export interface SchedulerOptions {
  /** Pods that name another are left to that one. */
  readonly schedulerName?: string;
  readonly electionTimes?: ElectionTimes;
}

const Nodes = resourceType<Node>('v1', 'Node');
const USER = 'system:kube-scheduler';
const FIELD_MANAGER = 'kube-scheduler';

/** Gives Pods their nodes. */
export function createScheduler(deps: SchedulerDeps, options: SchedulerOptions = {}): Service {
  const { registry, telemetry, log, clock = systemClock, random = Math.random } = deps;
  const { schedulerName = 'default-scheduler', electionTimes } = options;
  const pods = createInformer({ registry, clock, log }, Pods, { project: schedulingPod });
  const nodes = createInformer({ registry, clock, log }, Nodes, { project: schedulingNode });
  const volumeInformers = createVolumeInformers({ registry, clock, log });
  const surroundingInformers = createSurroundingInformers({ registry, clock, log });
  const { namespaces, services, controllers } = surroundingInformers;
  const election = createElection(
    { registry, clock, log },
    {
      name: 'kube-scheduler',
      user: USER,
      identity: `${hostname()}_${randomUUID()}`,
      ...(electionTimes === undefined ? {} : { times: electionTimes }),
    },
  );
  const client = createControllerClient(registry, {
    name: USER,
    fieldManager: FIELD_MANAGER,
    guards: () => election.guards(),
  });
  const events = createEventRecorder({ client, clock, log, telemetry }, schedulerName);
  const bindings: Bindings = createBindings(client, clock.now);
  const claimBindings = createClaimBindings(client);
  const scheduling: Leading = {
    name: 'scheduler',
    informers: [pods, nodes, ...Object.values(volumeInformers), namespaces, services, ...Object.values(controllers)],
    start() {
      const queue = new SchedulingQueue(clock);
      const state = new ClusterState();
      const volumes = createVolumeState(volumeInformers, state);
      const ends = [
        followNodes(nodes, state, queue),
        followPods(pods, state, queue, schedulerName),
        ...Object.values(volumeInformers).map((informer) => wakeBy(informer, queue, hasClaims)),
        wakeBy(namespaces, queue, mindsOthers),
      ];
      const surroundings = createSurroundings(surroundingInformers);
      const deciding = { state, queue, volumes, surroundings, random };
      const loop = startLoop({ ...deciding, bindings, claimBindings, events, telemetry, log });
      return {
        async stop() {
          for (const end of ends) end();
          await loop.stop();
          await events.flush();
        },
      };
    },
  };
  return createManager({ clock, log, telemetry, election }, { controllers: [scheduling] });
}

const causesOf = ({ traceparent }: { readonly traceparent?: string }): string[] =>
  traceparent === undefined ? [] : [traceparent];

function followNodes(nodes: Informer<SchedulingNode>, state: ClusterState, queue: SchedulingQueue): () => void {
  for (const [, node] of nodes.list()) state.putNode(node);
  return nodes.listen((change) => {
    if (change.after === undefined) {
      state.removeNode(change.path);
      queue.wake(causesOf(change), mindsOthers);
    } else if (state.putNode(change.after)) queue.wake(causesOf(change));
  });
}

/** Any change of claims, volumes and classes may let such a Pod in. */
const hasClaims = ({ claims }: SchedulingPod): boolean => claims.length > 0;

/** Whatever becomes of other Pods, nodes or namespaces may let such a Pod in. */
const mindsOthers = ({ demands }: SchedulingPod): boolean => mindsNeighbours(demands) || demands.spread.length > 0;

function wakeBy(
  informer: Informer<unknown>,
  queue: SchedulingQueue,
  concerns: (pod: SchedulingPod) => boolean,
): () => void {
  return informer.listen((change) => queue.wake(causesOf(change), concerns));
}

function followPods(
  pods: Informer<SchedulingPod>,
  state: ClusterState,
  queue: SchedulingQueue,
  schedulerName: string,
): () => void {
  const take = ({ path, before, after, ...cause }: InformerChange<SchedulingPod>): void => {
    const causes = causesOf(cause);
    if (after === undefined || after.nodeName !== '') {
      queue.remove(path);
      const madeRoom = after === undefined ? state.removePod(path) : state.putPod(after);
      if (madeRoom) queue.wake(causes);
      else if (before?.nodeName !== after?.nodeName) queue.wake(causes, mindsOthers);
    } else if (after.schedulerName !== schedulerName || after.isGated || after.isTerminating || after.isFinished) {
      queue.remove(path);
    } else if (!state.isAssumed(after)) {
      queue.put(after, causes);
    }
  };
  for (const [path, after] of pods.list()) take({ path, before: undefined, after });
  return pods.listen(take);
}
