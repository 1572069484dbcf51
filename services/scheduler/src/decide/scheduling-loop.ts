import type { EventRecorder } from '@flotilla/controller';
import { isStatus } from '@flotilla/machinery';
import type { Logger } from '@flotilla/process';
import { objectAttributes, type Telemetry } from '@flotilla/telemetry';
import type { Bindings } from '../bind/bindings.ts';
import type { ClusterState } from '../node/cluster-state.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import type { SchedulingQueue, Turn } from '../queue/scheduling-queue.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';
import type { ClaimBindings } from '../volumes/claim-bindings.ts';
import { type VolumeNeeds, volumeNeeds } from '../volumes/volume-needs.ts';
import type { VolumeState } from '../volumes/volume-state.ts';
import { type Decision, schedule } from './schedule.ts';

export interface LoopDeps {
  readonly state: ClusterState;
  readonly queue: SchedulingQueue;
  readonly bindings: Bindings;
  readonly volumes: VolumeState;
  readonly claimBindings: ClaimBindings;
  readonly surroundings: Surroundings;
  readonly events: EventRecorder;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  /** From 0 to 1, 1 excluded. */
  random(): number;
}

export interface SchedulingLoop {
  /** Resolves when what is under way has ended. */
  stop(): Promise<void>;
}

/** How many Pods may be between decision and commit: enough to keep the store's connections busy. */
const MOST_IN_FLIGHT = 16;
/** What an Event's message may hold. */
const MOST_CHARACTERS = 1024;

/** Works off the queue: decides on one Pod after the other, and commits the decisions several at once. */
export function startLoop(deps: LoopDeps): SchedulingLoop {
  const { queue } = deps;
  const idle = Promise.withResolvers<void>();
  let inFlight = 0;
  let stopping = false;
  const pump = (): void => {
    while (!stopping && inFlight < MOST_IN_FLIGHT) {
      const turn = queue.take();
      if (turn === undefined) return;
      inFlight++;
      void run(turn);
    }
  };
  const run = async (turn: Turn): Promise<void> => {
    await takeTurn(deps, turn);
    inFlight--;
    if (stopping && inFlight === 0) idle.resolve();
    pump();
  };
  queue.onReady = pump;
  pump();
  return {
    async stop() {
      stopping = true;
      queue.stop();
      if (inFlight > 0) await idle.promise;
    },
  };
}

async function takeTurn(deps: LoopDeps, { pod, causes }: Turn): Promise<void> {
  const { telemetry, volumes } = deps;
  // A claim is often made right before its Pod, and then told of after it.
  if (volumes.lacksClaimOf(pod)) await volumes.caughtUp();
  const [parent = 'none', ...links] = causes;
  const { namespace, name } = pod;
  const attributes = objectAttributes({ resource: 'pods', namespace, name }, 'schedule');
  await telemetry.span('schedule', { parent, links, attributes }, () => decide(deps, pod));
}

/** Decides on a Pod. State and queue change before anything is awaited, so that the next decision counts with it. */
async function decide(deps: LoopDeps, pod: SchedulingPod): Promise<void> {
  const { state, queue, random, volumes, surroundings } = deps;
  // A Pod that has waited for its claims counts for its node already.
  state.forget(pod);
  const needs = volumeNeeds(pod, volumes);
  const decision = schedule(pod, state.nodes(), { random, volumes: needs, surroundings });
  if (decision.type === 'place') {
    state.assume(pod, decision.node);
    if (isWaiting(needs)) await prepareVolumes(deps, pod, decision);
    else await place(deps, pod, decision.node);
  } else {
    queue.park(pod);
    await tellRefused(deps, pod, 'Unschedulable', decision.message);
  }
}

/** Whether claims are still to be bound. */
const isWaiting = ({ open, isBinding }: VolumeNeeds): boolean => isBinding || open.length > 0;

/** The Pod's turn comes again when its claims have changed. */
async function prepareVolumes(
  { state, queue, volumes, claimBindings, log }: LoopDeps,
  pod: SchedulingPod,
  { node, volumes: choices }: Extract<Decision, { type: 'place' }>,
): Promise<void> {
  volumes.assume(choices);
  try {
    await claimBindings.prepare(choices, node);
    queue.hold(pod);
    // What happened meanwhile woke nobody.
    if (!isWaiting(volumeNeeds(pod, volumes))) queue.wake([], ({ path }) => path === pod.path);
  } catch (error) {
    log.info('volumes not prepared', { pod: pod.path, node, error });
    volumes.forget(choices);
    state.forget(pod);
    queue.retry(pod);
  }
}

async function place(deps: LoopDeps, pod: SchedulingPod, node: string): Promise<void> {
  const { state, queue, bindings, events, log } = deps;
  try {
    await bindings.bind(pod, node);
    queue.remove(pod.path);
    const message = `Successfully assigned ${pod.path} to ${node}`;
    events.record(referenceTo(pod), { type: 'Normal', reason: 'Scheduled', message });
  } catch (error) {
    log.info('pod not bound', { pod: pod.path, node, error });
    state.forget(pod);
    queue.wake();
    queue.retry(pod);
    // Whoever was first, or the Pod's end, will be heard of: that is no failure to tell.
    if (isStatus(error, 'Conflict', 'NotFound')) return;
    await tellRefused(deps, pod, 'SchedulerError', error instanceof Error ? error.message : String(error));
  }
}

async function tellRefused(
  { bindings, events, log }: LoopDeps,
  pod: SchedulingPod,
  reason: 'Unschedulable' | 'SchedulerError',
  message: string,
): Promise<void> {
  const short = message.length <= MOST_CHARACTERS ? message : `${message.slice(0, MOST_CHARACTERS - 4)} ...`;
  events.record(referenceTo(pod), { type: 'Warning', reason: 'FailedScheduling', message: short });
  try {
    await bindings.refuse(pod, reason, message);
  } catch (error) {
    // The next refusal says it again; a Pod that has gone needs no condition.
    if (!isStatus(error, 'NotFound')) log.info('condition not written', { pod: pod.path, error });
  }
}

const referenceTo = ({ namespace, name, uid }: SchedulingPod) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  namespace,
  name,
  uid,
});
