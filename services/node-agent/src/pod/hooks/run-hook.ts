import type { LifecycleHandler } from '@flotilla/kinds/core/v1';
import type { Clock } from '../../clock.ts';
import type { ActionTarget, PerformAction } from '../actions/action.ts';
import type { Verdict } from '../health.ts';

export interface HookDeps {
  readonly clock: Clock;
  readonly perform: PerformAction;
}

export interface Hook {
  readonly handler: LifecycleHandler;
  readonly target: ActionTarget;
}

/**
 * Runs a hook to its end. A server that is asked over HTTP has been told, whatever it answers. Source: Kubernetes
 * documentation, "Container Lifecycle Hooks".
 */
export async function runHook(
  { clock, perform }: HookDeps,
  { handler, target }: Hook,
  signal: AbortSignal,
): Promise<Verdict> {
  if (handler.sleep !== undefined) return sleep(clock, handler.sleep.seconds, signal);
  const result = await perform(handler, target, signal);
  if (result.is === 'success' || result.is === 'warning') return 'passed';
  return result.is === 'failure' && result.statusCode !== undefined ? 'passed' : 'failed';
}

function sleep(clock: Clock, seconds: number, signal: AbortSignal): Promise<Verdict> {
  return new Promise((resolve) => {
    const cancelTimer = clock.after(1000 * seconds, () => resolve('passed'));
    const stop = () => {
      cancelTimer();
      resolve('failed');
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
