import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { type Command, UsageError } from '../command.ts';
import { defaultDataPath, describeDataFolder } from '../data/data-folder.ts';
import { fetchKubectl } from '../kubectl/fetch-kubectl.ts';
import { findProgram } from '../machine/tools.ts';

/** Where neither PATH nor `FLOTILLA_KUBECTL` says which kubectl to use. */
const usualVersion = '1.36';

/**
 * Hands its words on to kubectl, with this cluster's kubeconfig. `FLOTILLA_KUBECTL=1.32` asks for upstream's of that
 * version; otherwise it is PATH's, or upstream's of 1.36 where there is none.
 */
export const kubectl: Command = {
  usage: '[--data DIR] …',
  summary: 'Runs kubectl on the cluster, and gets one where the machine has none.',
  run: async (args) => {
    const { dataPath, words } = splitArguments(args);
    const version = process.env.FLOTILLA_KUBECTL;
    const found = version === undefined ? findProgram('kubectl') : undefined;
    const program = found ?? (await fetchKubectl(version ?? usualVersion));
    const child = spawn(program, words, {
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
