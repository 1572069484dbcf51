import type { ContainerRun } from '../runtime/runtime.ts';
import { containersOf, type PodContainer } from './containers.ts';
import type { ObservedPod } from './observed-pod.ts';
import { type Standing, standingOf } from './standing.ts';
import type { Plan, Step } from './step.ts';
import type { StoredPod } from './stored-pod.ts';

/** Whether the Pod is still wanted here: a withdrawn one has been removed from the store, or moved. */
export type Wish = 'run' | 'withdrawn';

export interface PlanInput {
  readonly pod: StoredPod;
  readonly wish: Wish;
  readonly observed: ObservedPod;
  readonly now: number;
}

/**
 * What is to be done next for a Pod. Pure, and level-driven: it looks only at how things stand, so it does not matter
 * what happened before, or whether it was noticed.
 */
export function planPod(input: PlanInput): Plan {
  if (isEnding(input)) return planEnd(input);
  if (isOver(input)) return planRest(input);
  return planLife(input);
}

export function isEnding({ pod, wish }: Pick<PlanInput, 'pod' | 'wish'>): boolean {
  return wish === 'withdrawn' || pod.metadata.deletionTimestamp !== undefined;
}

/** Nothing of it will run again. */
export function isOver({ pod, observed, now }: Pick<PlanInput, 'pod' | 'observed' | 'now'>): boolean {
  const phase = observed.previous.phase;
  if (phase === 'Succeeded' || phase === 'Failed') return true;
  const standings = containersOf(pod).map((container) => ({
    ...container,
    standing: standingOf(pod, container, observed, now),
  }));
  const failedInit = standings.some(({ role, standing }) => role === 'init' && hasFailed(standing));
  return failedInit || standings.every(({ role, standing }) => role !== 'main' || standing.is === 'finished');
}

function hasFailed(standing: Standing): boolean {
  return standing.is === 'finished' && standing.exitCode !== 0;
}

/** Stops what runs, then removes everything. */
function planEnd(input: PlanInput): Plan {
  const running = runningOf(input.observed);
  if (running.length > 0) return stopAll(input, running, graceSecondsOf(input.pod));
  return now(input.observed.runtime === undefined ? [] : [{ do: 'remove-pod' }]);
}

/** A Pod that is over keeps its exited containers, for their logs, and gives everything else back. */
function planRest(input: PlanInput): Plan {
  const running = runningOf(input.observed);
  if (running.length > 0) return stopAll(input, running, graceSecondsOf(input.pod));
  return now(input.observed.runtime?.sandbox === undefined ? [] : [{ do: 'remove-sandbox' }]);
}

function planLife(input: PlanInput): Plan {
  const { observed } = input;
  const sandbox = observed.runtime?.sandbox;
  if (!sandbox?.ready) return planSandbox(input);
  const { steps, againAt } = planContainers(input);
  return { steps: [...steps, ...outlived(observed)], againAt };
}

/** Containers of a sandbox that died have lost their network, so they begin anew in the next one. */
function planSandbox({ pod, observed, now: time }: PlanInput): Plan {
  const orphans = runningOf(observed);
  if (orphans.length > 0) return killAll({ observed, now: time }, orphans);
  const failure = observed.memory.sandboxFailure;
  const until = failure && failure.backOff.since + failure.backOff.delayMs;
  if (until !== undefined && time < until) return { steps: [], againAt: until };
  const before = observed.runtime?.sandbox?.attempt;
  const attempt = before === undefined ? 0 : before + 1;
  const first = planContainers({ pod, wish: 'run', observed, now: time });
  return { steps: [{ do: 'create-sandbox', attempt }, ...first.steps], againAt: first.againAt };
}

/** The containers in their order; an init container that has not succeeded holds up all that come after it. */
function planContainers(input: PlanInput): Plan {
  const steps: Step[] = [];
  const times: number[] = [];
  const { pod, observed } = input;
  const initialized = hasStartedMain(pod, observed);
  for (const container of containersOf(pod)) {
    if (initialized && container.role === 'init') continue;
    const standing = standingOf(pod, container, observed, input.now);
    const plan = planContainer(input, container, standing);
    steps.push(...plan.steps);
    if (plan.againAt !== undefined) times.push(plan.againAt);
    if (holdsUp(container, standing)) break;
  }
  return { steps, againAt: earliest(times) };
}

function planContainer(input: PlanInput, { container }: PodContainer, standing: Standing): Plan {
  switch (standing.is) {
    case 'due':
      return now([{ do: 'run', container: container.name, attempt: standing.attempt }]);
    case 'waiting':
      return { steps: [], againAt: standing.until };
    case 'outdated':
      return stopOne(input, standing.run, {
        graceSeconds: graceSecondsOf(input.pod),
        message: `Container ${container.name} definition changed, will be restarted`,
      });
    default:
      return now([]);
  }
}

function holdsUp({ role }: PodContainer, standing: Standing): boolean {
  if (role === 'init') return standing.is !== 'finished';
  return role === 'sidecar' && standing.is !== 'running';
}

/** A Pod that has been initialized is not initialized again, even where its init containers' runs are gone. */
function hasStartedMain(pod: StoredPod, { runtime, previous }: ObservedPod): boolean {
  const names = new Set(pod.spec.containers.map(({ name }) => name));
  const told = previous.containerStatuses?.some(
    ({ state, lastState }) => state?.running ?? state?.terminated ?? lastState?.terminated,
  );
  return told === true || runtime?.runs.some(({ container }) => names.has(container)) === true;
}

/** Of each container the newest run stays, and the one before it: its end is the last state, its logs the previous ones. */
function outlived({ runtime }: ObservedPod): Step[] {
  const seen = new Map<string, number>();
  return (runtime?.runs ?? []).flatMap((run): Step[] => {
    const count = (seen.get(run.container) ?? 0) + 1;
    seen.set(run.container, count);
    return count > 2 && run.state.is !== 'running' ? [{ do: 'remove-run', run }] : [];
  });
}

function runningOf({ runtime }: ObservedPod): ContainerRun[] {
  return runtime?.runs.filter(({ state }) => state.is === 'running') ?? [];
}

/** Sidecars serve the others to the end, so they are asked last. */
function stopAll(input: PlanInput, running: readonly ContainerRun[], graceSeconds: number): Plan {
  const sidecars = new Set(
    containersOf(input.pod).flatMap(({ role, container }) => (role === 'sidecar' ? container.name : [])),
  );
  const others = running.filter(({ container }) => !sidecars.has(container));
  const next = others.length > 0 ? others : running;
  const plans = next.map((run) =>
    stopOne(input, run, { graceSeconds, message: `Stopping container ${run.container}` }),
  );
  return {
    steps: plans.flatMap(({ steps }) => steps),
    againAt: earliest(plans.flatMap(({ againAt }) => againAt ?? [])),
  };
}

/** Everyone gets at least this, so that what ends at once by itself is not killed. */
const leastGraceSeconds = 2;

function stopOne(
  { observed, now: time }: PlanInput,
  run: ContainerRun,
  { graceSeconds, message }: { graceSeconds: number; message: string },
): Plan {
  const stop = observed.memory.stops.get(run.id);
  const graceMs = 1000 * Math.max(leastGraceSeconds, graceSeconds);
  if (stop === undefined) return { steps: [{ do: 'stop', run, message }], againAt: time + graceMs };
  const deadline = stop.since + graceMs;
  return time < deadline ? { steps: [], againAt: deadline } : killAll({ observed, now: time }, [run]);
}

/** A kill whose effect is not seen for so long is repeated: nothing can resist it, but word of it can be lost. */
const killAgainAfterMs = 10_000;

function killAll({ observed, now: time }: Pick<PlanInput, 'observed' | 'now'>, runs: readonly ContainerRun[]): Plan {
  const killedAt = (run: ContainerRun) => observed.memory.stops.get(run.id)?.killedAt ?? Number.NEGATIVE_INFINITY;
  const due = runs.filter((run) => time >= killedAt(run) + killAgainAfterMs);
  return { steps: due.map((run) => ({ do: 'kill', run })), againAt: time + killAgainAfterMs };
}

const defaultGraceSeconds = 30;

/** Who deletes a Pod may ask for another grace period than its spec's. */
function graceSecondsOf({ metadata, spec }: StoredPod): number {
  return metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? defaultGraceSeconds;
}

function now(steps: readonly Step[]): Plan {
  return { steps, againAt: undefined };
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}
