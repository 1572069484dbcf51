import type { ContainerPort, PodSpec } from '../../generated/types/core-v1.ts';
import { everyContainer } from './containers.ts';

interface PlacedPort {
  readonly path: string;
  readonly port: ContainerPort;
}

/** Ports of one Pod share its address, whichever container declares them. */
export function portWarnings(spec: PodSpec): string[] {
  const ports = [...everyContainer(spec, 'spec')].flatMap(({ container, path }) =>
    (container.ports ?? []).map((port, index) => ({ port, path: `${path}.ports[${index}]` })),
  );
  return [
    ...ports.flatMap(addressAlone),
    ...ports.flatMap((port, index) => ports.slice(0, index).flatMap((other) => overlap(port, other))),
    ...ports.flatMap((port, index) => sameName(port, ports.slice(0, index))),
  ];
}

/** Shown as Go prints the port. */
function addressAlone({ path, port }: PlacedPort): string[] {
  const { name = '', containerPort, protocol = '', hostIP, hostPort } = port;
  if (!hostIP || hostPort) return [];
  const shown = `{Name:${name} HostPort:0 ContainerPort:${containerPort ?? 0} Protocol:${protocol} HostIP:${hostIP}}`;
  return [`${path}: hostIP set without hostPort: ${shown}`];
}

function overlap({ path, port }: PlacedPort, other: PlacedPort): string[] {
  if ((port.containerPort ?? 0) !== (other.port.containerPort ?? 0) || port.protocol !== other.port.protocol) return [];
  const [host, otherHost] = [port.hostPort ?? 0, other.port.hostPort ?? 0];
  const [address, otherAddress] = [port.hostIP ?? '', other.port.hostIP ?? ''];
  if (host === otherHost && address === otherAddress) return [`${path}: duplicate port definition with ${other.path}`];
  if (host === 0 || otherHost === 0) return [`${path}: overlapping port definition with ${other.path}`];
  const isAmbiguous = host === otherHost && (address === '') !== (otherAddress === '');
  return isAmbiguous ? [`${path}: dangerously ambiguous port definition with ${other.path}`] : [];
}

function sameName({ path, port }: PlacedPort, others: readonly PlacedPort[]): string[] {
  const first = port.name ? others.find((other) => other.port.name === port.name) : undefined;
  if (first === undefined) return [];
  const which = `services and probes that select ports by name will use ${first.path}`;
  return [`${path}: duplicate port name "${port.name}" with ${first.path}, ${which}`];
}
