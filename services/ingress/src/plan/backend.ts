import type { IngressBackend } from '@flotilla/kinds/networking/v1';
import type { ServiceView, SliceView } from '../objects/views.ts';
import type { Problem } from './problem.ts';

/** What backends are looked up in. */
export interface BackendSources {
  /** By `namespace/name`. */
  service(path: string): ServiceView | undefined;
  slices(service: string): readonly SliceView[];
}

/** Where a backend's requests go, `http://address:port` each. Without any the proxy answers 503. */
export interface Backend {
  /** Unique to a Service's port. */
  readonly name: string;
  readonly urls: readonly string[];
  readonly problem?: Problem;
}

export function backendOf(sources: BackendSources, namespace: string, backend: IngressBackend): Backend {
  const { service } = backend;
  if (service === undefined) return unserved('resource', 'BackendUnsupported', 'backend.resource is not supported');
  const path = `${namespace}/${service.name}`;
  const { port } = service;
  const wanted = port?.name ?? port?.number ?? '';
  const name = `${namespace}_${service.name}_${wanted}`;
  const found = sources.service(path);
  if (found === undefined) return unserved(name, 'BackendNotFound', `service ${JSON.stringify(path)} not found`);
  const servicePort = found.ports.find((each) => (port?.name ? each.name === port.name : each.port === port?.number));
  if (found.externalName !== undefined) {
    return { name, urls: [`http://${found.externalName}:${servicePort?.port ?? port?.number ?? 80}`] };
  }
  if (servicePort === undefined) {
    return unserved(name, 'BackendNotFound', `service ${JSON.stringify(path)} has no port ${JSON.stringify(wanted)}`);
  }
  return { name, urls: urlsOf(sources.slices(path), servicePort.name ?? '') };
}

function unserved(name: string, reason: Problem['reason'], message: string): Backend {
  return { name, urls: [], problem: { reason, message } };
}

/** Sorted, so that the same endpoints are always written alike. */
function urlsOf(slices: readonly SliceView[], portName: string): string[] {
  const urls = slices.flatMap(({ readyAddresses, ports }) => {
    const port = ports.find(({ name }) => name === portName);
    return port === undefined ? [] : readyAddresses.map((address) => `http://${address}:${port.port}`);
  });
  return [...new Set(urls)].toSorted();
}
