import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { defaultDataPath, describeDataFolder } from '../data/data-folder.ts';
import { readOptions } from '../options.ts';
import { bringDown } from '../up/bring-down.ts';

/** Ends a cluster on this machine, and clears up after one that was killed. */
export const down: Command = {
  usage: '[--data DIR] [--keep-pods]',
  summary: 'Ends the cluster, and removes its containers and networks; with --keep-pods they run on. Data stays.',
  run: async (args) => {
    const values = readOptions(args, {
      data: { type: 'string', default: defaultDataPath() },
      'keep-pods': { type: 'boolean', default: false },
    });
    await bringDown(describeDataFolder(resolve(values.data)), values['keep-pods'] ? 'keep' : 'remove');
    return 0;
  },
};
