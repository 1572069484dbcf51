import type { RunState } from '../../runtime.ts';
import type { InspectedContainer } from '../engine.ts';
import { machineNameOf } from './labels.ts';

/** SIGKILL's exit code, which the kernel's out-of-memory killer leaves. */
const killed = 137;
/**
 * What upstream's runtimes answer for a program that could not be started. The gate answers so too; a program behind it
 * that ends so by itself is taken for one that was not there.
 */
const cannotStart = 128;

/** How the Engine's account of a container reads as a run of a Pod's container; `message` is what it said at its end. */
export function runState({ State: state, Created, Config }: InspectedContainer, message?: string): RunState {
  const startedAt = Date.parse(state.StartedAt);
  if (state.Running) return { is: 'running', startedAt };
  if (state.Status === 'created') return created(state.Error, Date.parse(Created));
  const { ExitCode: exitCode } = state;
  const exited = { is: 'exited', startedAt, finishedAt: Date.parse(state.FinishedAt), exitCode } as const;
  if (exitCode !== cannotStart || machineNameOf(Config.Labels) === undefined)
    return { ...exited, reason: reasonOf(state), ...(message !== undefined && { message }) };
  return { ...exited, reason: 'StartError', message: `exec: "${Config.Cmd?.[0]}": executable file not found` };
}

/** The Engine leaves a container that it could not start as created, with the error and without times. */
function created(error: string, createdAt: number): RunState {
  if (error === '') return { is: 'created' };
  const times = { startedAt: 0, finishedAt: createdAt };
  return { is: 'exited', ...times, exitCode: cannotStart, reason: 'StartError', message: error };
}

/**
 * The Engine's flag alone is no proof: it also stands where only a child was killed and the container then ended by
 * itself.
 */
function reasonOf({ OOMKilled, ExitCode }: InspectedContainer['State']): string {
  if (OOMKilled && ExitCode === killed) return 'OOMKilled';
  return ExitCode === 0 ? 'Completed' : 'Error';
}
