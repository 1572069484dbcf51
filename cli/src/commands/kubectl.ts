import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { type Command, UsageError } from '../command.ts';
import { defaultDataPath, describeDataFolder } from '../data/data-folder.ts';
import { ensureKubectl } from '../kubectl/ensure-kubectl.ts';

/** Hands its words on to kubectl, with this cluster's kubeconfig. */
export const kubectl: Command = {
  usage: '[--data DIR] …',
  summary: 'Runs kubectl on the cluster, and gets one where the machine has none.',
  run: async (args) => {
    const { dataPath, words } = splitArguments(args);
    const child = spawn(await ensureKubectl(), words, {
      stdio: 'inherit',
      env: { ...process.env, KUBECONFIG: describeDataFolder(dataPath).kubeconfig },
    });
    // The terminal sends Ctrl-C to both; kubectl decides what it means.
    process.on('SIGINT', () => {});
    const [code, signal] = await once(child, 'exit');
    return code ?? 128 + constants.signals[signal as NodeJS.Signals];
  },
};

/** `--data` is ours where it comes first; everything else is kubectl's. */
export function splitArguments(args: readonly string[]): { dataPath: string; words: readonly string[] } {
  const [first, second, ...rest] = args;
  if (first !== '--data') return { dataPath: defaultDataPath(), words: args };
  if (second === undefined) throw new UsageError('--data must be followed by a folder');
  return { dataPath: resolve(second), words: rest };
}
