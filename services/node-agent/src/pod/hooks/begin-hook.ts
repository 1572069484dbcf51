import type { LifecycleHandler } from '@flotilla/kinds/core/v1';
import type { ContainerRun } from '../../runtime/runtime.ts';
import { containerNamed } from '../containers.ts';
import type { Happening } from '../happening.ts';
import { type MemoryChange, type PodMemory, withHealth, withStop } from '../memory.ts';
import type { ObservedPod } from '../observed-pod.ts';
import { happenings } from '../pod-events.ts';
import { describePod, type StoredPod } from '../stored-pod.ts';
import { type HookDeps, runHook } from './run-hook.ts';

export interface BeginHookDeps {
  readonly hooks: HookDeps;
  now(): number;
  tell(happening: Happening): void;
  /** Goes on beside the steps; what it answers is remembered when it is over. */
  inBackground(task: (signal: AbortSignal) => Promise<MemoryChange>): void;
}

export interface HookedRun {
  readonly pod: StoredPod;
  readonly observed: ObservedPod;
  readonly run: ContainerRun;
}

/** Answers what is to be remembered now, as {@link beginPostStart} does. */
export function beginPreStop(deps: BeginHookDeps, hooked: HookedRun): PodMemory {
  const { tell, now } = deps;
  const { run, observed } = hooked;
  begin(deps, 'preStop', hooked, (complaint, memory) => {
    if (complaint !== undefined) tell({ ...happenings.preStopFailed, container: run.container });
    return withStop(memory, run.id, { since: now(), hook: 'over' });
  });
  return withStop(observed.memory, run.id, { since: now(), hook: 'under-way' });
}

export function beginPostStart(deps: BeginHookDeps, hooked: HookedRun): PodMemory {
  const { run, observed, pod } = hooked;
  begin(deps, 'postStart', hooked, (complaint, memory) => {
    if (complaint === undefined) return withHealth(memory, run.id, { postStart: 'passed' });
    deps.tell({ ...happenings.postStartFailed, container: run.container });
    const { lifecycle } = containerNamed(pod, run.container);
    const where = `for Container "${run.container}" in Pod "${describePod(pod)}"`;
    const message = `${describeHook(lifecycle?.postStart ?? {})} ${where} failed - error: ${complaint}`;
    return withHealth(memory, run.id, { postStart: 'failed', postStartMessage: message });
  });
  return withHealth(observed.memory, run.id, { postStart: 'under-way' });
}

/** `over` hears why the hook failed, where it did, and says what is to be remembered of its end. */
function begin(
  { inBackground, hooks }: BeginHookDeps,
  hook: 'postStart' | 'preStop',
  { pod, observed, run }: HookedRun,
  over: (complaint: string | undefined, memory: PodMemory) => PodMemory,
): void {
  const container = containerNamed(pod, run.container);
  const address = observed.runtime?.sandbox?.addresses[0] ?? '';
  const target = { asker: 'lifecycle', runId: run.id, container, address } as const;
  inBackground(async (signal) => {
    const complaint = await runHook(hooks, { handler: container.lifecycle?.[hook] ?? {}, target }, signal);
    return (memory) => over(complaint, memory);
  });
}

function describeHook({ exec, httpGet, sleep }: LifecycleHandler): string {
  if (exec) return `Exec lifecycle hook ([${exec.command?.join(' ')}])`;
  return httpGet ? `HTTP lifecycle hook (${httpGet.path})` : `Sleep lifecycle hook (${sleep?.seconds})`;
}
