/** What a node agent needs of the kinds. The other door makes them all, which takes 5 MB that an agent has no use for. */

export { localVolumes } from './core/persistent-volume/local.ts';
export { hostPortsOf, portsConflict } from './core/pod/host-port.ts';
export { nodeMatches } from './core/pod/node-terms.ts';
export type { ResourceAmounts } from './core/pod/resource-totals.ts';
export { podRequests, toAmounts } from './core/pod/resource-totals.ts';
export { isTolerated } from './core/pod/tolerates.ts';
