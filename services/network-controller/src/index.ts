export { createNetworkController } from './create-network-controller.ts';
