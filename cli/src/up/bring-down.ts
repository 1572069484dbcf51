import { readRecord } from '../data/cluster-record.ts';
import type { DataFolder } from '../data/data-folder.ts';
import { lockHolder, tryLock } from '../data/lock.ts';
import { readLiveState } from '../data/run-state.ts';
import { hasEnded, type ProcessIdentity } from '../machine/process-identity.ts';
import { createSteps, type Steps } from '../terminal/steps.ts';
import { terminalOutput } from '../terminal/terminal.ts';
import { stopOwnEngine } from './engine-care.ts';
import { clearLeftovers } from './leftovers.ts';
import { removePods } from './stop.ts';
import { keepPodsSignal } from './stop-request.ts';

/** Removing many Pods takes its time. */
const endWithinMs = 120_000;

/** Asks the `up` that runs on this folder to end; where none does, clears up what one that was killed left behind. */
export async function bringDown(folder: DataFolder, pods: 'remove' | 'keep'): Promise<void> {
  const steps = createSteps(terminalOutput());
  try {
    const state = readLiveState(folder);
    if (state === undefined) await clearUp(folder, pods, steps);
    else await steps.run(`stopping pid ${state.supervisor.pid}`, () => askToEnd(state.supervisor, pods));
  } finally {
    steps.close();
  }
}

async function askToEnd(supervisor: ProcessIdentity, pods: 'remove' | 'keep'): Promise<void> {
  process.kill(supervisor.pid, pods === 'keep' ? keepPodsSignal : 'SIGTERM');
  if (await hasEnded(supervisor, endWithinMs)) return;
  throw new Error(`Cannot stop pid ${supervisor.pid}: it must end within ${endWithinMs} ms, and still runs`);
}

async function clearUp(folder: DataFolder, pods: 'remove' | 'keep', steps: Steps): Promise<void> {
  if (readRecord(folder) === undefined) return steps.say(`There is no cluster in ${folder.path}`);
  const lock = tryLock(folder.lockFile);
  if (lock === undefined)
    throw new Error(`Cannot clear up ${folder.path}: pid ${lockHolder(folder.lockFile)} is starting there`);
  try {
    await clearLeftovers(folder, steps);
    if (pods === 'remove') await removePods(folder, steps);
    await stopOwnEngine(folder);
    steps.say('Nothing runs.');
  } finally {
    lock.release();
  }
}
