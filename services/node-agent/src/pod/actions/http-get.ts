import { get as httpGetRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { get as httpsGetRequest } from 'node:https';
import type { HTTPGetAction } from '@flotilla/kinds/core/v1';
import { type ActionResult, type Asker, failure, success, TimedOut } from './action.ts';
import { describeConnectionError, hostAndPort } from './connection-error.ts';

/** How much of an answer is read. */
const mostBodyBytes = 10 * 1024;
const mostRedirects = 10;

export interface HttpTarget {
  readonly host: string;
  readonly port: number;
  readonly asker: Asker;
}

/**
 * Asks for a page as upstream does: any certificate will do, each time on a connection of its own, redirects are
 * followed on the same host only. Source: Kubernetes documentation, "Configure Liveness, Readiness and Startup Probes",
 * HTTP probes.
 */
export async function httpGet(
  action: HTTPGetAction,
  { host, port, asker }: HttpTarget,
  signal: AbortSignal,
): Promise<ActionResult> {
  const scheme = (action.scheme ?? 'HTTP').toLowerCase();
  const headers = headersOf(action, asker);
  let url = urlOf(`${scheme}://${hostAndPort(host, port)}`, action.path ?? '');
  try {
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const { statusCode, location, body } = await answer(url, headers, signal);
      const next = isRedirect(statusCode) && location !== undefined ? URL.parse(location, url.href) : null;
      if (next === null || next.hostname !== url.hostname) return judge(statusCode, body);
      url = next;
    }
    return failure(`Get "${url}": stopped after ${mostRedirects} redirects`);
  } catch (error) {
    return failure(`Get "${url}": ${describe(error, url, signal)}`);
  }
}

/** A path may come with a query, and is not taken for a host where it begins with two slashes. */
function urlOf(origin: string, pathAndQuery: string): URL {
  const url = new URL(origin);
  const [path = '', ...query] = pathAndQuery.split('?');
  url.pathname = path;
  url.search = query.join('?');
  return url;
}

function headersOf({ httpHeaders = [] }: HTTPGetAction, asker: Asker): OutgoingHttpHeaders {
  const headers: Record<string, string[]> = { 'user-agent': [`kube-${asker}/1.36`], accept: ['*/*'] };
  const given = new Set<string>();
  for (const { name = '', value = '' } of httpHeaders) {
    const key = name.toLowerCase();
    headers[key] = given.has(key) ? [...(headers[key] ?? []), value] : [value];
    given.add(key);
  }
  const entries = Object.entries(headers).filter(([key, [first]]) => key !== 'accept' || first !== '');
  return Object.fromEntries(entries.map(([key, values]) => [key, key === 'host' ? values[0] : values]));
}

interface Answer {
  readonly statusCode: number;
  readonly location: string | undefined;
  readonly body: string;
}

function answer(url: URL, headers: OutgoingHttpHeaders, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { headers, signal, agent: false, rejectUnauthorized: false } as const;
    const received = (response: IncomingMessage) => {
      const { statusCode = 0, headers: got } = response;
      startOf(response).then((body) => resolve({ statusCode, location: got.location, body }), reject);
    };
    const request =
      url.protocol === 'https:' ? httpsGetRequest(url, options, received) : httpGetRequest(url, options, received);
    request.on('error', reject);
  });
}

/** A server that has much to say is cut off. */
async function startOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let left = mostBodyBytes;
  for await (const chunk of response) {
    chunks.push((chunk as Buffer).subarray(0, left));
    left -= (chunk as Buffer).byteLength;
    if (left <= 0) break;
  }
  return Buffer.concat(chunks).toString();
}

function isRedirect(statusCode: number): boolean {
  return statusCode >= 300 && statusCode < 400;
}

function judge(statusCode: number, body: string): ActionResult {
  if (statusCode >= 200 && statusCode < 300) return success;
  if (isRedirect(statusCode)) {
    return { is: 'warning', message: `Probe terminated redirects, Response body: ${body}` };
  }
  return { is: 'failure', statusCode, message: `HTTP probe failed with statuscode: ${statusCode}` };
}

function describe(error: unknown, url: URL, signal: AbortSignal): string {
  if (signal.reason instanceof TimedOut)
    return 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
  const port = url.port || (url.protocol === 'https:' ? 443 : 80);
  return describeConnectionError(error, hostAndPort(url.hostname, Number(port)));
}
