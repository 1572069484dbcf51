import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { connect } from 'node:tls';
import { type NodeStream, openNodeStream } from '@flotilla/bus';
import { unavailableError } from '@flotilla/machinery';
import type { ResourceRequest } from '../request/request.ts';
import { type AskNodeDeps, refusalOf } from './ask-node.ts';
import { connectionOver } from './node-connection.ts';
import { type ProxyTarget, podTarget, serviceTarget } from './proxy-target.ts';

/** Between two parties only, not for who is behind them. Source: RFC 9110, 7.6.1. The last says who the caller is. */
const OWN_HEADERS = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'authorization'];

/** `pods/proxy` and `services/proxy`: a request to a program in a Pod, by way of its node. */
export async function proxy(deps: AskNodeDeps, request: ResourceRequest): Promise<void> {
  const { http, response } = request;
  const path = pathBehind(http.originalUrl);
  if (path === undefined) {
    const [place = '', ...query] = http.originalUrl.split('?');
    response.writeHead(301, { Location: [`${place}/`, ...query].join('?') }).end();
    return;
  }
  const target = await (request.kind.kind === 'Pod' ? podTarget : serviceTarget)(deps, request);
  const answer = await ask(await dial(deps, target), target.scheme, { http, path });
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, forwarded(answer.headers));
  await pipeline(answer, response);
}

/** As it was sent; undefined where not even its first slash was. */
function pathBehind(url: string): string | undefined {
  return /^[^?]*?\/(?:pods|services)\/+[^/?]+\/+proxy(\/.*)$/s.exec(url)?.[1];
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
  { http, path }: { readonly http: IncomingMessage; readonly path: string },
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const socket = connectionOver(stream);
  const headers = { ...forwarded(http.headers), connection: 'close' };
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
