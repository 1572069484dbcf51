import type { LifecycleHandler } from '@flotilla/kinds/core/v1';
import type { Clock } from '../../clock.ts';
import type { ActionTarget, PerformAction } from '../actions/action.ts';

export interface HookDeps {
  readonly clock: Clock;
  readonly perform: PerformAction;
}

export interface Hook {
  readonly handler: LifecycleHandler;
  readonly target: ActionTarget;
}

/**
 * Runs a hook to its end; answers why it has failed, or undefined. A server that is asked over HTTP has been told,
 * whatever it answers. Source: Kubernetes documentation, "Container Lifecycle Hooks".
 */
export async function runHook(
  { clock, perform }: HookDeps,
  { handler, target }: Hook,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (handler.sleep !== undefined) return sleep(clock, handler.sleep.seconds, signal);
  const result = await perform(handler, target, signal);
  if (result.is === 'success' || result.is === 'warning') return undefined;
  if (result.is === 'unknown') return result.message;
  const { message, statusCode, exitCode } = result;
  if (statusCode !== undefined) return undefined;
  return exitCode === undefined
    ? message
    : `command '${handler.exec?.command?.join(' ')}' exited with ${exitCode}: ${message}`;
}

function sleep(clock: Clock, seconds: number, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const cancelTimer = clock.after(1000 * seconds, () => resolve(undefined));
    const stop = () => {
      cancelTimer();
      resolve('container terminated before sleep hook finished');
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
