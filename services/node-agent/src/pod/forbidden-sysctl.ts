import type { StoredPod } from './stored-pod.ts';

/**
 * Kernel settings that a Pod has for itself alone and that harm nobody else. Source: Kubernetes documentation, "Using
 * sysctls in a Kubernetes Cluster", safe sysctls.
 */
const safe = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

/** The first kernel setting of the Pod that is not safe; a setting's name may be written with slashes too. */
export function forbiddenSysctl({ spec }: StoredPod): string | undefined {
  const names = (spec.securityContext?.sysctls ?? []).map(({ name }) => name.replaceAll('/', '.'));
  return names.find((name) => !safe.has(name));
}
