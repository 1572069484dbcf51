import type { DataFolder } from '../data/data-folder.ts';
import { clearRunState, readRunState } from '../data/run-state.ts';
import { removeLocalNodes } from '../local-nodes/remove.ts';
import { hasEnded, isRunning, type ProcessIdentity } from '../machine/process-identity.ts';
import type { Steps } from '../terminal/steps.ts';

/** Children end by themselves within 5 s of their supervisor. */
const endWithinMs = 8_000;

/**
 * Waits until the children of a supervisor that was killed have ended, and kills what has not. Only with the lock of
 * the data folder held: then whatever is written there as running belongs to nobody.
 */
export async function clearLeftovers(folder: DataFolder, steps: Steps): Promise<void> {
  const left = (readRunState(folder)?.children ?? []).flatMap((child) => child.process ?? []).filter(isRunning);
  if (left.length > 0) {
    await steps.run(`waiting for ${left.length} processes of a flotilla that was killed`, () =>
      Promise.all(left.map(endOne)),
    );
  }
  await removeLocalNodes(folder);
  clearRunState(folder);
}

async function endOne(left: ProcessIdentity): Promise<void> {
  if (await hasEnded(left, endWithinMs)) return;
  process.kill(left.pid, 'SIGKILL');
  await hasEnded(left, endWithinMs);
}
