import { RuntimeError } from '../runtime/errors.ts';
import { nextBackOff } from './back-off.ts';
import { containerNamed } from './containers.ts';
import type { Happening } from './happening.ts';
import { type BeginHookDeps, beginPostStart, beginPreStop } from './hooks/begin-hook.ts';
import { type PodMemory, type StartFailure, withEntry, withoutRun, withStop } from './memory.ts';
import { newestRun, type ObservedPod } from './observed-pod.ts';
import { happenings } from './pod-events.ts';
import { type StartDeps, StartError, startContainer } from './start-container.ts';
import type { Step } from './step.ts';
import type { StoredPod } from './stored-pod.ts';

export interface StepDeps extends Omit<StartDeps, 'tell'>, BeginHookDeps {}

export interface StepInput {
  readonly pod: StoredPod;
  readonly observed: ObservedPod;
  /** Aborted when the Pod is no longer to run. */
  readonly signal: AbortSignal;
}

export interface Applied {
  readonly memory: PodMemory;
  /** Whether the steps after this one still make sense. */
  readonly goOn: boolean;
}

/** Does one step and answers what is to be remembered of it. What a user can remove is remembered, all else is thrown. */
export async function applyStep(deps: StepDeps, step: Step, input: StepInput): Promise<Applied> {
  const { runtime } = deps;
  const { pod, observed } = input;
  const { memory } = observed;
  switch (step.do) {
    case 'set-up-volumes':
      return setUpVolumes(deps, input);
    case 'create-sandbox':
      return createSandbox(deps, step.attempt, input);
    case 'run':
      return { memory: await run(deps, step, input), goOn: true };
    case 'post-start':
      return { memory: beginPostStart(deps, { ...input, run: step.run }), goOn: true };
    case 'pre-stop':
      deps.tell({ ...happenings.killing(step.message), container: step.run.container });
      return { memory: beginPreStop(deps, { ...input, run: step.run }), goOn: true };
    case 'drain':
      deps.tell({ ...happenings.killing(step.message), container: step.run.container });
      return { memory: withStop(memory, step.run.id, { since: deps.now() }), goOn: true };
    case 'stop':
      return { memory: await stop(deps, step, memory), goOn: true };
    case 'kill':
      await runtime.signal(step.run.id, 'kill');
      return { memory: withStop(memory, step.run.id, { since: deps.now(), killedAt: deps.now() }), goOn: true };
    case 'remove-run':
      await runtime.removeRun(step.run.id);
      return { memory: withoutRun(memory, step.run.id), goOn: true };
    case 'remove-sandbox':
      await runtime.removeSandbox(pod.metadata.uid);
      return { memory, goOn: true };
    case 'remove-pod':
      await runtime.removePod(pod.metadata.uid);
      return { memory, goOn: true };
  }
}

async function stop(
  { runtime, tell, now }: StepDeps,
  { run, message }: Step & { do: 'stop' },
  memory: PodMemory,
): Promise<PodMemory> {
  if (!memory.stops.has(run.id)) tell({ ...happenings.killing(message), container: run.container });
  await runtime.signal(run.id, 'terminate');
  return withStop(memory, run.id, { since: now(), signalledAt: now() });
}

/** Source: upstream's volume manager: 500 ms, doubling up to about 2 min. */
const volumeBackOff = { firstMs: 500, mostMs: 122_000 };

/** What a Pod has mounted already goes on as it was where it cannot be brought up to date. */
async function setUpVolumes({ volumes, sources, tell, now }: StepDeps, { pod, observed }: StepInput): Promise<Applied> {
  const { memory } = observed;
  const isStale = memory.volumes.are === 'stale';
  const failures = await (isStale ? volumes.refresh(pod, sources) : volumes.setUp(pod, sources));
  for (const { message } of failures) tell(happenings.mountFailed(message));
  if (failures.length === 0 || isStale) {
    return { memory: { ...memory, volumes: { are: 'ready' } }, goOn: true };
  }
  const backOff = nextBackOff(memory.volumes.backOff, now(), volumeBackOff);
  return { memory: { ...memory, volumes: { are: 'missing', backOff } }, goOn: false };
}

async function createSandbox(deps: StepDeps, attempt: number, { pod, observed }: StepInput): Promise<Applied> {
  const { memory } = observed;
  if (attempt > 0) deps.tell(happenings.sandboxChanged);
  try {
    await deps.runtime.createSandbox({ pod, attempt });
    return { memory: { ...memory, sandboxFailure: undefined }, goOn: true };
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    deps.tell(happenings.sandboxFailed(error.message));
    const reason = 'FailedCreatePodSandBox';
    const backOff = nextBackOff(memory.sandboxFailure?.backOff, deps.now());
    return {
      memory: { ...memory, sandboxFailure: { reason, message: error.message, image: '', backOff } },
      goOn: false,
    };
  }
}

async function run(
  deps: StepDeps,
  { container: name, attempt }: Step & { do: 'run' },
  { pod, observed, signal }: StepInput,
): Promise<PodMemory> {
  const container = containerNamed(pod, name);
  const { memory } = observed;
  const before = newestRun(observed, name);
  const tell = (happening: Happening) => deps.tell({ ...happening, container: name });
  try {
    await startContainer({ ...deps, tell }, { pod, container, attempt }, signal);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return {
      ...memory,
      failures: withEntry(memory.failures, name, failureOf(error, container.image, memory, { name, now: deps.now() })),
    };
  }
  const failures = withEntry(memory.failures, name, undefined);
  if (before?.state.is !== 'exited') return { ...memory, failures };
  const backOff = nextBackOff(memory.restarts.get(name), before.state.finishedAt);
  return { ...memory, failures, restarts: withEntry(memory.restarts, name, backOff) };
}

function failureOf(
  { reason, message }: StartError,
  image = '',
  memory: PodMemory,
  { name, now }: { name: string; now: number },
): StartFailure {
  return { reason, message, image, backOff: nextBackOff(memory.failures.get(name)?.backOff, now) };
}
