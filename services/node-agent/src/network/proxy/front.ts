import type { NetworkEndpointSlice, NetworkProtocol, NetworkService, NetworkServicePort } from '@flotilla/bus';
import { type Backend, backendKey } from './backend.ts';
import { placed } from './slots.ts';

/** One address and port that leads to a Service. */
export interface Front {
  /** Absent: every address of this node, a NodePort. */
  readonly address?: string;
  readonly protocol: NetworkProtocol;
  readonly port: number;
  /** Backends see this node as their client: else their answers would not come back through it. */
  readonly masked: boolean;
  readonly affinitySeconds?: number;
  /** By slot; a backend keeps its slot while it is there, as far as slots are without a gap. */
  readonly backends: readonly Backend[];
}

export interface ServedService {
  readonly service: NetworkService;
  readonly slices: readonly NetworkEndpointSlice[];
}

export const LOOPBACK = '127.0.0.1';

/** Names one front of a node among all. */
export function frontKey({ address = '', protocol, port }: Omit<Front, 'backends' | 'masked'>): string {
  return `${address}:${protocol}:${port}`;
}

/**
 * Every front of a Service on this node, its backends in the slots that they had before. Source: Kubernetes
 * documentation, "Virtual IPs and Service Proxies".
 */
export function frontsOf(
  { service, slices }: ServedService,
  node: string,
  before: ReadonlyMap<string, Front> = new Map(),
): Front[] {
  return service.ports.flatMap((port) => {
    const all = backendsOf(port, slices, node);
    return frontsOfPort(service, port, all).map((front) => {
      const old = before.get(frontKey(front))?.backends ?? [];
      return { ...front, backends: placed(old, front.backends) };
    });
  });
}

function frontsOfPort(service: NetworkService, servicePort: NetworkServicePort, all: readonly Candidate[]): Front[] {
  const { address, externalAddresses, affinitySeconds, internalLocal, externalLocal } = service;
  const { protocol, port, nodePort } = servicePort;
  const shared = { protocol, ...(affinitySeconds !== undefined && { affinitySeconds }) };
  if (address === undefined) return [];
  const outside = { ...shared, masked: externalLocal !== true, backends: usable(all, externalLocal) };
  return [
    { ...shared, address, port, masked: false, backends: usable(all, internalLocal) },
    ...externalAddresses.map((external) => ({ ...outside, address: external, port })),
    ...(nodePort === undefined ? [] : [{ ...outside, port: nodePort }, loopbackFront(shared, nodePort, all)]),
  ];
}

/** What comes from the loopback cannot leave the machine, so that its own endpoints alone count. */
function loopbackFront(
  shared: Pick<Front, 'protocol' | 'affinitySeconds'>,
  port: number,
  all: readonly Candidate[],
): Front {
  return { ...shared, address: LOOPBACK, port, masked: true, backends: usable(all, true) };
}

interface Candidate extends Backend {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

function backendsOf(
  { name, protocol }: NetworkServicePort,
  slices: readonly NetworkEndpointSlice[],
  node: string,
): Candidate[] {
  return slices.flatMap(({ ports, endpoints }) => {
    const port = ports.find((one) => one.name === name && one.protocol === protocol)?.port;
    if (port === undefined) return [];
    return endpoints.map((endpoint) => ({ ...endpoint, port, local: endpoint.node === node }));
  });
}

/** Those that are ready; where none is, those that still answer while they end. Each once. */
function usable(all: readonly Candidate[], localOnly: true | undefined): Backend[] {
  const candidates = localOnly ? all.filter(({ local }) => local) : all;
  const ready = candidates.filter((candidate) => candidate.ready);
  const chosen = ready.length > 0 ? ready : candidates.filter(({ serving, terminating }) => serving && terminating);
  const backends = chosen.map(({ address, port, local }): Backend => ({ address, port, local }));
  const once = new Map(backends.map((backend) => [backendKey(backend), backend]));
  return [...once.values()];
}
