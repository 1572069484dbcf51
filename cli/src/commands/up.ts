import type { Command } from '../command.ts';
import { terminalOutput } from '../terminal/terminal.ts';
import { outputForParent } from '../up/detached-output.ts';
import { readUpOptions, upUsage } from '../up/options.ts';
import { runUp } from '../up/run-up.ts';

/** Runs a cluster on this machine. */
export const up: Command = {
  usage: upUsage,
  summary: 'Starts a cluster on this machine and runs it until Ctrl-C; with --detach, in the background.',
  run: async (args) => {
    const { options, detach } = readUpOptions(args);
    if (detach) return (await import('../up/detach.ts')).detachUp(args.filter((arg) => arg !== '--detach'));
    const parent = outputForParent();
    await runUp(options, parent?.output ?? terminalOutput(), () => parent?.finish());
    return 0;
  },
};
