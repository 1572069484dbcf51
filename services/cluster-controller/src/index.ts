export type { ClusterControllerDeps, ClusterControllerOptions } from './create-cluster-controller.ts';
export { createClusterController } from './create-cluster-controller.ts';
export type { GracePeriods } from './node-lifecycle/node-lifecycle.ts';
export type { RangeSettings } from './pod-range/plan-range.ts';
