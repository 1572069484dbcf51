import type { ServiceSpec } from '../../generated/types/core-v1.ts';
import { isHeadless, needsClusterIp } from './traits.ts';

/** The address that a Service has in the cluster; undefined for one that has none. */
export function heldAddress(spec: ServiceSpec): string | undefined {
  return needsClusterIp(spec) && !isHeadless(spec) ? spec.clusterIPs?.[0] : undefined;
}

/** Whether a Service that is written is to be given an address: a new one, and one that was an ExternalName. */
export function lacksAddress(spec: ServiceSpec, before: ServiceSpec | undefined): boolean {
  return needsClusterIp(spec) && !isHeadless(spec) && (before === undefined || !needsClusterIp(before));
}
