export type { NetworkControllerOptions } from './create-network-controller.ts';
export { createNetworkController } from './create-network-controller.ts';
