/** The services of the control plane, in the order in which they are started and listed. */
export const controlPlaneServices = [
  'relay',
  'api',
  'cluster-controller',
  'workload-controller',
  'job-controller',
  'network-controller',
  'scheduler',
  'node-gateway',
  'ingress',
] as const;

export type ControlPlaneService = (typeof controlPlaneServices)[number];

/** How the control plane's services are spread over processes. */
export type Arrangement = 'together' | 'apart';
