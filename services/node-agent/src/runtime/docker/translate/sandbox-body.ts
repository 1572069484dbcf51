import type { ContainerBody } from './container-body.ts';

export interface SandboxOptions {
  readonly image: string;
  readonly hostname: string;
  readonly labels: Record<string, string>;
  readonly cgroupParent: string;
  readonly network: 'own' | 'host';
  /** Kernel settings of its namespaces, by name. */
  readonly sysctls?: Record<string, string>;
}

/**
 * The container that holds a Pod's namespaces. `NetworkDisabled` leaves it an empty network namespace, which costs a
 * third of what any network of the Engine's costs: those run dockerd anew for each container. The agent gives it its
 * address. Its memory is shared with those that join it.
 */
export function sandboxBody(options: SandboxOptions): ContainerBody {
  const { image, hostname, labels, cgroupParent, network, sysctls } = options;
  const common = {
    CgroupParent: cgroupParent,
    IpcMode: 'shareable',
    LogConfig: { Type: 'none', Config: {} },
    ...(sysctls !== undefined && { Sysctls: sysctls }),
  };
  const body = { Image: image, Labels: labels };
  if (network === 'host') return { ...body, HostConfig: { ...common, NetworkMode: 'host' } };
  return { ...body, Hostname: hostname, NetworkDisabled: true, HostConfig: common };
}
