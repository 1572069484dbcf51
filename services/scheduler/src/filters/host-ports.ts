import { portsConflict } from '@flotilla/kinds';
import type { Filter } from './filter.ts';

/** Two Pods of a node cannot have the same port of it. */
export const hostPorts: Filter = {
  name: 'NodePorts',
  refuse({ demands: { hostPorts: wanted } }, { pods }) {
    if (wanted.length === 0) return undefined;
    for (const { demands } of pods.values()) {
      if (!demands.hostPorts.some((taken) => wanted.some((port) => portsConflict(port, taken)))) continue;
      return { reasons: ["node(s) didn't have free ports for the requested pod ports"], couldMakeRoom: true };
    }
    return undefined;
  },
};
