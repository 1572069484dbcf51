import type { Endpoints, Pod, Service } from '@flotilla/kinds/core/v1';
import { badRequestError, notFoundError, unavailableError } from '@flotilla/machinery';
import type { Registry } from '@flotilla/registry';
import type { ResourceRequest } from '../request/request.ts';
import { type AskNodeDeps, nodeOf } from './ask-node.ts';

/** A port of a Pod on its node. */
export interface ProxyTarget {
  readonly scheme: 'http' | 'https';
  readonly node: string;
  readonly podUid: string;
  readonly port: number;
}

interface Named {
  readonly scheme: 'http' | 'https';
  readonly name: string;
  /** Empty where none is given. */
  readonly port: string;
}

/** `name`, `name:port` or `scheme:name:port`. Throws 400. */
export function readProxyName(text: string): Named {
  const parts = text.split(':');
  const [scheme = '', name = '', port = ''] = parts.length === 3 ? parts : ['', ...parts];
  const isKnown = scheme === '' || scheme === 'http' || scheme === 'https';
  if (name === '' || parts.length > 3 || !isKnown)
    throw badRequestError(`invalid proxy request ${JSON.stringify(text)}`);
  return { scheme: scheme === 'https' ? 'https' : 'http', name, port };
}

/** A Pod's port, or its first where none is named. */
export async function podTarget(
  deps: AskNodeDeps,
  { kind, namespace, name: text }: ResourceRequest,
): Promise<ProxyTarget> {
  const { scheme, name, port } = readProxyName(text);
  const pod = (await deps.registry.get({ kind, namespace, name })).object() as unknown as Pod;
  const ports = (pod.spec?.containers ?? []).flatMap((container) => container.ports ?? []);
  const number = port === '' ? (ports[0]?.containerPort ?? (scheme === 'https' ? 443 : 80)) : Number(port);
  if (!Number.isInteger(number)) throw badRequestError(`invalid port ${JSON.stringify(port)}`);
  return { scheme, node: await nodeOf(deps, pod), podUid: pod.metadata?.uid ?? '', port: number };
}

/** One of the Pods that are ready to answer for a Service. Throws 503 where there is none. */
export async function serviceTarget(
  { registry }: AskNodeDeps,
  { kind, namespace, name: text }: ResourceRequest,
): Promise<ProxyTarget> {
  const { scheme, name, port } = readProxyName(text);
  const service = (await registry.get({ kind, namespace, name })).object() as unknown as Service;
  const portName = portNameOf(service, port);
  const { subsets = [] } = await endpointsOf(registry, namespace, name);
  const found = subsets.flatMap(({ addresses = [], ports = [] }) =>
    addresses.flatMap(({ nodeName: node, targetRef }) =>
      ports
        .filter((each) => (each.name ?? '') === portName)
        .flatMap((each) => (node && targetRef?.uid ? [{ scheme, node, podUid: targetRef.uid, port: each.port }] : [])),
    ),
  );
  const target = found[Math.floor(Math.random() * found.length)];
  if (target === undefined) throw unavailableError(`no endpoints available for service ${JSON.stringify(text)}`);
  return target;
}

/** The name that a Service's port goes by in its Endpoints. */
function portNameOf({ metadata, spec }: Service, port: string): string {
  const ports = spec?.ports ?? [];
  const found = port === '' ? ports[0] : ports.find((each) => each.name === port || `${each.port}` === port);
  if (found !== undefined) return found.name ?? '';
  throw unavailableError(`no service port ${JSON.stringify(port)} found for service ${JSON.stringify(metadata?.name)}`);
}

async function endpointsOf(registry: Registry, namespace: string, name: string): Promise<Endpoints> {
  const kind = registry.kinds.byKind('v1', 'Endpoints');
  if (kind === undefined) throw notFoundError({ group: '', name: 'endpoints' }, name);
  return (await registry.get({ kind, namespace, name })).object() as unknown as Endpoints;
}
