export type { NodeGatewayDeps, NodeGatewayOptions } from './node-gateway.ts';
export { createNodeGateway } from './node-gateway.ts';
