import type { NetworkEndpoint, NetworkEndpointSlice, NetworkService, NetworkServicePort } from '@flotilla/bus';
import type { Network } from '../held-network.ts';

/** What a name stands for, whatever type of record is asked for. Names are in lower case, without a dot at the end. */
export type Meaning =
  /** It is there, and has these records, perhaps none. */
  | { readonly is: 'name'; readonly addresses: readonly string[]; readonly services: readonly ServiceRecord[] }
  | { readonly is: 'alias'; readonly of: string }
  | { readonly is: 'absent' };

/** Where a named port is served: SRV. */
export interface ServiceRecord {
  readonly target: string;
  readonly port: number;
  readonly addresses: readonly string[];
}

const ABSENT: Meaning = { is: 'absent' };
const EMPTY: Meaning = { is: 'name', addresses: [], services: [] };

/**
 * What a name of the cluster's domain means. `name` is without the domain: `hello.default.svc`. Source: the Kubernetes
 * DNS-Based Service Discovery specification.
 */
export function meaningOf(name: string, network: Network, domain: string): Meaning {
  const labels = name === '' ? [] : name.split('.').reverse();
  const [kind, namespace, ...rest] = labels;
  if (kind === undefined) return EMPTY;
  if (kind === 'pod') return podMeaning(namespace, rest);
  if (kind !== 'svc') return ABSENT;
  if (namespace === undefined) return EMPTY;
  const [serviceName, ...inService] = rest;
  if (serviceName === undefined) return hasServices(network, namespace) ? EMPTY : ABSENT;
  const path = `${namespace}/${serviceName}`;
  const service = network.services.get(path);
  if (service === undefined) return ABSENT;
  const slices = network.slicesOf(path);
  return serviceMeaning({ service, slices, domain: `${serviceName}.${namespace}.svc.${domain}` }, inService);
}

interface Named {
  readonly service: NetworkService;
  readonly slices: readonly NetworkEndpointSlice[];
  /** The Service's whole name. */
  readonly domain: string;
}

/** `inService`: the labels before the Service's, from the right. */
function serviceMeaning(named: Named, inService: readonly string[]): Meaning {
  const { service, slices } = named;
  const [first, second, ...more] = inService;
  if (more.length > 0) return ABSENT;
  if (first === undefined) return ownMeaning(named);
  if (first.startsWith('_')) return portMeaning(named, first.slice(1), second);
  if (second !== undefined || !service.headless) return ABSENT;
  const own = readyEndpoints(slices).filter(
    (endpoint) => labelOf(endpoint) === first || dashed(endpoint.address) === first,
  );
  return own.length === 0 ? ABSENT : nameWith(own.map(({ address }) => address));
}

function ownMeaning({ service, slices }: Named): Meaning {
  if (service.externalName !== undefined)
    return { is: 'alias', of: service.externalName.toLowerCase().replace(/\.$/, '') };
  if (service.headless) return nameWith(readyEndpoints(slices).map(({ address }) => address));
  return nameWith(service.address === undefined ? [] : [service.address]);
}

function nameWith(addresses: readonly string[]): Meaning {
  return { is: 'name', addresses: [...new Set(addresses)], services: [] };
}

/** `_http._tcp`; without the port's name it stands for all ports of the protocol. */
function portMeaning(named: Named, protocol: string, portLabel: string | undefined): Meaning {
  const { service } = named;
  if (portLabel !== undefined && !portLabel.startsWith('_')) return ABSENT;
  const wanted = portLabel?.slice(1);
  const isAsked = (port: Pick<NetworkServicePort, 'name' | 'protocol'>): boolean =>
    port.protocol.toLowerCase() === protocol && (wanted === undefined || port.name === wanted);
  const services = service.headless ? headlessRecords(named, isAsked) : plainRecords(named, isAsked);
  return services.length === 0 ? ABSENT : { is: 'name', addresses: [], services };
}

type IsAsked = (port: Pick<NetworkServicePort, 'name' | 'protocol'>) => boolean;

function plainRecords({ service: { address, ports }, domain }: Named, isAsked: IsAsked): ServiceRecord[] {
  if (address === undefined) return [];
  return ports.filter(isAsked).map(({ port }) => ({ target: domain, port, addresses: [address] }));
}

function headlessRecords({ slices, domain }: Named, isAsked: IsAsked): ServiceRecord[] {
  return slices.flatMap((slice) =>
    slice.ports.filter(isAsked).flatMap(({ port }) =>
      readyEndpoints([slice]).map((endpoint) => ({
        target: `${labelOf(endpoint)}.${domain}`,
        port,
        addresses: [endpoint.address],
      })),
    ),
  );
}

/** The names that an address has: of the Service whose it is, and of the headless Services' endpoints. */
export function namesByAddress(network: Network, domain: string): Map<string, string[]> {
  const names = new Map<string, string[]>();
  const add = (address: string, name: string) => names.set(address, [...(names.get(address) ?? []), name]);
  for (const [path, { namespace, name, address, headless }] of network.services) {
    const own = `${name}.${namespace}.svc.${domain}`;
    if (address !== undefined) add(address, own);
    if (!headless) continue;
    for (const endpoint of readyEndpoints(network.slicesOf(path))) add(endpoint.address, `${labelOf(endpoint)}.${own}`);
  }
  return names;
}

/** `10-244-1-5.default.pod`. */
function podMeaning(namespace: string | undefined, [label, ...more]: readonly string[]): Meaning {
  if (namespace === undefined || label === undefined) return EMPTY;
  const isAddress = /^\d{1,3}(-\d{1,3}){3}$/.test(label) && label.split('-').every((part) => Number(part) < 256);
  return isAddress && more.length === 0 ? nameWith([label.replaceAll('-', '.')]) : ABSENT;
}

function readyEndpoints(slices: readonly NetworkEndpointSlice[]): NetworkEndpoint[] {
  return slices.flatMap(({ endpoints }) => endpoints.filter(({ ready }) => ready));
}

function labelOf({ hostname, address }: NetworkEndpoint): string {
  return hostname?.toLowerCase() ?? dashed(address);
}

function dashed(address: string): string {
  return address.replaceAll('.', '-');
}

function hasServices({ services }: Network, namespace: string): boolean {
  for (const path of services.keys()) if (path.startsWith(`${namespace}/`)) return true;
  return false;
}
