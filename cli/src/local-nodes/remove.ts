import { existsSync, rmSync } from 'node:fs';
import { type DataFolder, settingsFile } from '../data/data-folder.ts';
import { readJsonFile } from '../data/json-file.ts';
import { runScript } from '../run-script.ts';
import type { RemovePodsInput } from '../scripts/remove-pods.ts';
import { inNamespace } from './child-specs.ts';
import { removeLocalNetwork } from './network.ts';
import type { LocalNetwork } from './plan.ts';

/** Undefined where there are no further nodes on this machine. */
export function readLocalNetwork(folder: DataFolder): LocalNetwork | undefined {
  return readJsonFile<LocalNetwork>(folder.localNodesFile);
}

/** Removes the Pods of the further nodes, whose Engines must run and whose agents must not. */
export async function removeLocalPods(folder: DataFolder): Promise<void> {
  const nodes = readLocalNetwork(folder)?.nodes ?? [];
  const running = nodes.filter(({ dockerSocket }) => existsSync(dockerSocket));
  await Promise.all(
    running.map((node) => {
      const input: RemovePodsInput = { settingsFile: settingsFile(folder, node.process) };
      return runScript('scripts/remove-pods.ts', input, { within: inNamespace(node, []) });
    }),
  );
}

/** Removes the further nodes themselves, of which nothing may run any more. */
export async function removeLocalNodes(folder: DataFolder): Promise<void> {
  const network = readLocalNetwork(folder);
  if (network === undefined) return;
  await removeLocalNetwork(network);
  rmSync(folder.localNodesFile);
}
