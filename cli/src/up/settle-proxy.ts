import type { ClusterRecord, ProxyPorts } from '../data/cluster-record.ts';
import { findPortOwner, isFree, pickFreePort } from '../machine/port.ts';
import { findTraefik } from '../machine/traefik.ts';
import type { UpOptions } from './options.ts';

/** The reverse proxy that serves Ingresses, or why there is none. */
export type IngressProxy = { readonly program: string; readonly ports: ProxyPorts } | { readonly off: string };

const usualPorts = { http: 80, https: 443 };

/**
 * What serves Ingresses. Without a Traefik, or where a usual port is taken, the cluster runs without; a port that was
 * asked for must be free: throws where it is not, naming by whom it is used.
 */
export async function settleProxy(options: UpOptions, kept: ClusterRecord | undefined): Promise<IngressProxy> {
  const program = findTraefik();
  if (program === undefined) {
    return { off: 'no traefik was found. Put Traefik 3 on PATH, or name it in FLOTILLA_TRAEFIK' };
  }
  const http = await settlePort('--http-port', options.httpPort, kept?.proxy?.http ?? usualPorts.http);
  if (typeof http === 'string') return { off: http };
  const https = await settlePort('--https-port', options.httpsPort, kept?.proxy?.https ?? usualPorts.https);
  if (typeof https === 'string') return { off: https };
  const keptApi = kept?.proxy?.api;
  const api = keptApi !== undefined && (await isFree(keptApi)) ? keptApi : await pickFreePort();
  return { program, ports: { http, https, api } };
}

/** A port, or why a usual one cannot be used. */
async function settlePort(option: string, asked: number | undefined, usual: number): Promise<number | string> {
  if (asked === 0) return pickFreePort();
  const port = asked ?? usual;
  if (await isFree(port)) return port;
  const owner = findPortOwner(port);
  const who = owner === undefined ? 'a process that may not be looked at' : `pid ${owner.pid} (${owner.command})`;
  const why = `port ${port} must be free, but ${who} uses it. Choose another with ${option} N`;
  if (asked !== undefined) throw new Error(`Cannot serve Ingresses: ${why}`);
  return why;
}
