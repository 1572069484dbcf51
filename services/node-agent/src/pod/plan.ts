import type { ContainerRun } from '../runtime/runtime.ts';
import { containersOf, type PodContainer } from './containers.ts';
import { deadlineOf } from './deadline.ts';
import { forcedEnd } from './forced-end.ts';
import { hasBegun, healthOf, isStarted } from './health.ts';
import type { ObservedPod } from './observed-pod.ts';
import { type Standing, standingOf } from './standing.ts';
import type { Plan, Step } from './step.ts';
import { planKill, planStop } from './stopping.ts';
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
  const { steps, againAt } = planLife(input);
  const deadline = deadlineOf(input.pod, input.observed.previous);
  return { steps, againAt: earliest([againAt, deadline].filter((time) => time !== undefined)) };
}

export function isEnding({ pod, wish }: Pick<PlanInput, 'pod' | 'wish'>): boolean {
  return wish === 'withdrawn' || pod.metadata.deletionTimestamp !== undefined;
}

/** Nothing of it will run again. */
export function isOver({ pod, observed, now }: Pick<PlanInput, 'pod' | 'observed' | 'now'>): boolean {
  const phase = observed.previous.phase;
  if (phase === 'Succeeded' || phase === 'Failed') return true;
  if (forcedEnd(pod, observed, now) !== undefined) return true;
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
  if (running.length > 0) return stopAll(input, running);
  return now(input.observed.runtime === undefined ? [] : [{ do: 'remove-pod' }]);
}

/** A Pod that is over keeps its exited containers, for their logs, and gives everything else back. */
function planRest(input: PlanInput): Plan {
  const running = runningOf(input.observed);
  if (running.length > 0) return stopAll(input, running);
  return now(input.observed.runtime?.sandbox === undefined ? [] : [{ do: 'remove-sandbox' }]);
}

function planLife(input: PlanInput): Plan {
  const { observed } = input;
  const volumes = planVolumes(input);
  if (volumes !== undefined) return volumes;
  const sandbox = observed.runtime?.sandbox;
  if (!sandbox?.ready) return planSandbox(input);
  const { steps, againAt } = planContainers(input);
  return { steps: [...steps, ...outlived(observed)], againAt };
}

/** Nothing is started before all volumes are there; undefined where they are. */
function planVolumes({ pod, observed, now: time }: PlanInput): Plan | undefined {
  const { are, backOff } = observed.memory.volumes;
  if ((pod.spec.volumes ?? []).length === 0 || are === 'ready') return undefined;
  const until = backOff && backOff.since + backOff.delayMs;
  if (until !== undefined && time < until) return { steps: [], againAt: until };
  return now([{ do: 'set-up-volumes' }]);
}

/** Containers of a sandbox that died have lost their network, so they begin anew in the next one. */
function planSandbox({ pod, observed, now: time }: PlanInput): Plan {
  const orphans = runningOf(observed);
  if (orphans.length > 0) return planKill({ observed, now: time }, orphans);
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
    if (holdsUp(container, standing, observed)) break;
  }
  return { steps, againAt: earliest(times) };
}

function planContainer(input: PlanInput, part: PodContainer, standing: Standing): Plan {
  const { container } = part;
  switch (standing.is) {
    case 'due':
      return now([{ do: 'run', container: container.name, attempt: standing.attempt }]);
    case 'waiting':
      return { steps: [], againAt: standing.until };
    case 'unfit':
      return planStop(input, standing.run, standing.reason);
    case 'running':
      return now(isHookDue(part, standing.run, input.observed) ? [{ do: 'post-start', run: standing.run }] : []);
    default:
      return now([]);
  }
}

function isHookDue(part: PodContainer, run: ContainerRun, observed: ObservedPod): boolean {
  return !hasBegun(part, run, observed) && healthOf(observed, run).postStart === undefined;
}

/** Whether those after it wait: for an init container's end, a sidecar's start, or the end of a postStart hook. */
function holdsUp(part: PodContainer, standing: Standing, observed: ObservedPod): boolean {
  const { role, container } = part;
  if (role === 'init') return standing.is !== 'finished';
  if (role === 'sidecar') return standing.is !== 'running' || !isStarted(part, standing.run, observed);
  if (standing.is === 'due') return container.lifecycle?.postStart !== undefined;
  return standing.is === 'running' && !hasBegun(part, standing.run, observed);
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
function stopAll(input: PlanInput, running: readonly ContainerRun[]): Plan {
  const sidecars = new Set(
    containersOf(input.pod).flatMap(({ role, container }) => (role === 'sidecar' ? container.name : [])),
  );
  const others = running.filter(({ container }) => !sidecars.has(container));
  const next = others.length > 0 ? others : running;
  const plans = next.map((run) => planStop(input, run, { message: `Stopping container ${run.container}` }));
  return {
    steps: plans.flatMap(({ steps }) => steps),
    againAt: earliest(plans.flatMap(({ againAt }) => againAt ?? [])),
  };
}

function now(steps: readonly Step[]): Plan {
  return { steps, againAt: undefined };
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}
