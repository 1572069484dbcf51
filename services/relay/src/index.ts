export type { Log } from './log.ts';
export type { Relay, RelayDeps, RelayOptions } from './relay.ts';
export { createRelay } from './relay.ts';
