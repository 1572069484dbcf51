import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { connect } from 'node:tls';
import { createGunzip, createGzip } from 'node:zlib';
import { type NodeStream, openNodeStream } from '@flotilla/bus';
import { unavailableError } from '@flotilla/machinery';
import type { ResourceRequest } from '../request/request.ts';
import { type AskNodeDeps, refusalOf } from './ask-node.ts';
import { connectionOver } from './node-connection.ts';
import { proxiedLink, proxiedPage } from './proxied-links.ts';
import { type ProxyTarget, podTarget, serviceTarget } from './proxy-target.ts';

/** Between two parties only, not for who is behind them. Source: RFC 9110, 7.6.1. The last says who the caller is. */
const OWN_HEADERS = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'authorization'];

/** `pods/proxy` and `services/proxy`: a request to a program in a Pod, by way of its node. */
export async function proxy(deps: AskNodeDeps, request: ResourceRequest): Promise<void> {
  const { http, response } = request;
  const { prefix, path } = splitUrl(http.originalUrl);
  if (!path.startsWith('/') && (http.method === 'GET' || http.method === 'HEAD')) {
    response.writeHead(301, { Location: `${prefix}/${path}` }).end();
    return;
  }
  const target = await (request.kind.kind === 'Pod' ? podTarget : serviceTarget)(deps, request);
  const behind = path.startsWith('/') ? path : `/${path}`;
  const answer = await ask(await dial(deps, target), target.scheme, { http, prefix, path: behind });
  await pass(answer, request, prefix);
}

/** Up to `proxy`, and from there on, as it was sent. */
function splitUrl(url: string): { readonly prefix: string; readonly path: string } {
  const [, prefix = url, path = ''] = /^([^?]*?\/(?:pods|services)\/+[^/?]+\/+proxy)(.*)$/s.exec(url) ?? [];
  return { prefix, path };
}

/** Programs do not know that they are behind a proxy: their links are made to lead through it. */
async function pass(answer: IncomingMessage, { http, response }: ResourceRequest, prefix: string): Promise<void> {
  const { location, 'content-encoding': encoding = '' } = answer.headers;
  const place = { prefix, host: http.headers.host };
  const headers = forwarded(answer.headers);
  if (location !== undefined) headers.location = proxiedLink(location, place);
  const isPage = http.method !== 'HEAD' && holdsPage(answer);
  if (isPage) delete headers['content-length'];
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  if (!isPage) await pipeline(answer, response);
  else if (encoding === '') await pipeline(answer, proxiedPage(place), response);
  else await pipeline(answer, createGunzip(), proxiedPage(place), createGzip(), response);
}

/** In an encoding that can be read. */
function holdsPage({ statusCode, headers }: IncomingMessage): boolean {
  const { 'content-type': type = '', 'content-encoding': encoding = '' } = headers;
  return statusCode !== 204 && statusCode !== 304 && /^text\/html\b/i.test(type) && ['', 'gzip'].includes(encoding);
}

async function dial({ bulk }: AskNodeDeps, { node, podUid, port }: ProxyTarget): Promise<NodeStream> {
  try {
    return await openNodeStream(bulk, { node, verb: 'dial' }, { podUid, port, to: 'address' });
  } catch (error) {
    throw unreachable(refusalOf(error, node));
  }
}

/** Resolves when the answer begins. Throws 503. */
function ask(
  stream: NodeStream,
  scheme: ProxyTarget['scheme'],
  { http, prefix, path }: { readonly http: IncomingMessage; readonly prefix: string; readonly path: string },
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const socket = connectionOver(stream);
  const uri = `${prefix}${path.split('?', 1)[0]}`;
  const headers = { ...forwarded(http.headers), connection: 'close', 'x-forwarded-uri': uri };
  // Small servers end lines as they like; other clients take that from them.
  const options = { method: http.method ?? 'GET', path, headers, insecureHTTPParser: true };
  const sent =
    scheme === 'http'
      ? httpRequest({ ...options, createConnection: () => socket }, resolve)
      : httpsRequest({ ...options, createConnection: () => connect({ socket, rejectUnauthorized: false }) }, resolve);
  sent.on('error', (error) => reject(unreachable(error.message)));
  sent.on('close', () => socket.destroy());
  http.pipe(sent);
  return promise;
}

function forwarded(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.includes(name)));
}

function unreachable(why: string) {
  return unavailableError(`error trying to reach service: ${why}`);
}
