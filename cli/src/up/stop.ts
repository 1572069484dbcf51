import { existsSync, rmSync } from 'node:fs';
import { type DataFolder, settingsFile } from '../data/data-folder.ts';
import { clearRunState } from '../data/run-state.ts';
import { localEngineSpec } from '../local-nodes/child-specs.ts';
import { readLocalNetwork, removeLocalNodes, removeLocalPods } from '../local-nodes/remove.ts';
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

/**
 * Stops all that `up` started, agents first: nobody may start what is being removed. Data stays; further nodes go, with
 * their Pods.
 */
export async function stopPlatform({ folder, supervisor, steps }: StopDeps, pods: 'remove' | 'keep'): Promise<void> {
  const further = readLocalNetwork(folder)?.nodes ?? [];
  const agents = ['node-agent', 'simulated-nodes', ...further.map(({ process }) => process)];
  await steps.run('stopping nodes', () => supervisor.stop(agents));
  const engines = further.map((node) => localEngineSpec(folder, node).name);
  await Promise.all([
    steps.run('stopping the control plane', () => supervisor.stopAll({ but: engines })),
    pods === 'remove' && removePods(folder, steps),
    // They go with their nodes anyhow; what is left without this is cgroups.
    removeLocalPods(folder).catch((error: Error) => steps.say(`  Pods of further nodes: ${error.message}`)),
  ]);
  await steps.run('stopping what is left', async () => {
    await supervisor.stop(engines);
    await removeLocalNodes(folder);
    await stopOwnEngine(folder);
  });
  clearRunState(folder);
}

/** Removes the containers and networks of every Pod of this cluster on this machine, whether an agent ran or not. */
export async function removePods(folder: DataFolder, steps: Steps): Promise<void> {
  if (!existsSync(folder.podsFile)) return;
  const input: RemovePodsInput = { settingsFile: settingsFile(folder, 'node-agent') };
  await steps.run('removing containers and networks', () => runScript('scripts/remove-pods.ts', input));
  rmSync(folder.podsFile);
}
