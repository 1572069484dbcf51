import { existsSync, rmSync } from 'node:fs';
import { type DataFolder, settingsFile } from '../data/data-folder.ts';
import { clearRunState } from '../data/run-state.ts';
import { runScript } from '../run-script.ts';
import type { RemovePodsInput } from '../scripts/remove-pods.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { Steps } from '../terminal/steps.ts';
import { stopOwnEngine } from './engine-care.ts';

export interface StopDeps {
  readonly folder: DataFolder;
  readonly supervisor: Supervisor;
  readonly steps: Steps;
}

/** Stops all that `up` started, agents first: nobody may start what is being removed. Data stays. */
export async function stopPlatform({ folder, supervisor, steps }: StopDeps, pods: 'remove' | 'keep'): Promise<void> {
  await steps.run('stopping nodes', () => supervisor.stop(['node-agent', 'simulated-nodes']));
  await Promise.all([
    steps.run('stopping the control plane', () => supervisor.stopAll()),
    pods === 'remove' && removePods(folder, steps),
  ]);
  await steps.run('stopping what is left', () => stopOwnEngine(folder));
  clearRunState(folder);
}

/** Removes the containers and networks of every Pod of this cluster on this machine, whether an agent ran or not. */
export async function removePods(folder: DataFolder, steps: Steps): Promise<void> {
  if (!existsSync(folder.podsFile)) return;
  const input: RemovePodsInput = { settingsFile: settingsFile(folder, 'node-agent') };
  await steps.run('removing containers and networks', () => runScript('scripts/remove-pods.ts', input));
  rmSync(folder.podsFile);
}
