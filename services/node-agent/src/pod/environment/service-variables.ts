import type { NetworkService } from '@flotilla/bus';
import type { StoredPod } from '../stored-pod.ts';
import { ConfigurationError } from './errors.ts';

/** The Service of the API: every Pod is told of it, in whatever namespace. */
const API_SERVICE = { namespace: 'default', name: 'kubernetes' };

/**
 * What a container is told of the Services that were there before it: those of its own namespace, unless its Pod wants
 * none. Source: Kubernetes documentation, "Service", Environment variables. Throws {@link ConfigurationError} while
 * `services` are not known yet.
 */
export function serviceVariables(
  { metadata, spec }: StoredPod,
  services: Iterable<NetworkService> | undefined,
): [name: string, value: string][] {
  if (services === undefined) {
    throw new ConfigurationError('services have not yet been read at least once, cannot construct envvars');
  }
  const own = spec.enableServiceLinks === false ? undefined : metadata.namespace;
  const told = new Map<string, NetworkService>();
  for (const service of services) {
    const isOwn = service.namespace === own;
    const isApi = service.namespace === API_SERVICE.namespace && service.name === API_SERVICE.name;
    if (isOwn || (isApi && !told.has(service.name))) told.set(service.name, service);
  }
  return [...told.values()].flatMap(variablesOf);
}

function variablesOf({ name, address, ports }: NetworkService): [string, string][] {
  const [first] = ports;
  if (address === undefined || first === undefined) return [];
  const prefix = upper(name);
  const named = ports.filter((port) => port.name !== '');
  return [
    [`${prefix}_SERVICE_HOST`, address],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
    ...named.map(({ name: port, port: number }): [string, string] => [
      `${prefix}_SERVICE_PORT_${upper(port)}`,
      String(number),
    ]),
    [`${prefix}_PORT`, `${first.protocol.toLowerCase()}://${address}:${first.port}`],
    ...ports.flatMap(({ protocol, port }): [string, string][] => {
      const link = `${prefix}_PORT_${port}_${protocol}`;
      return [
        [link, `${protocol.toLowerCase()}://${address}:${port}`],
        [`${link}_PROTO`, protocol.toLowerCase()],
        [`${link}_PORT`, String(port)],
        [`${link}_ADDR`, address],
      ];
    }),
  ];
}

function upper(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
