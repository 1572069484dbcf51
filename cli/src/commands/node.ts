import { type Command, UsageError } from '../command.ts';
import { describeDataFolder } from '../data/data-folder.ts';
import { setCable } from '../local-nodes/network.ts';
import { readLocalNetwork } from '../local-nodes/remove.ts';
import { readWords } from '../options.ts';

const actions = { disconnect: 'down', connect: 'up' } as const;

export const node: Command = {
  usage: 'disconnect|connect NAME [--data DIR]',
  summary: 'Pulls the cable of a further node that up --nodes made, and plugs it in again: to see what a failure does.',
  run: async (args) => {
    const { words, dataPath } = readWords(args);
    const [action = '', name, ...others] = words;
    if (!(action in actions) || name === undefined || others.length > 0) {
      throw new UsageError('a node must be disconnected or connected by its name');
    }
    const network = readLocalNetwork(describeDataFolder(dataPath));
    const found = network?.nodes.find((each) => each.name === name);
    if (network === undefined || found === undefined) {
      const names = network?.nodes.map((each) => each.name) ?? [];
      throw new UsageError(`${name} must be a further node of this machine, one of: ${names.join(', ') || 'none'}`);
    }
    await setCable(network, found, actions[action as keyof typeof actions]);
    return 0;
  },
};
