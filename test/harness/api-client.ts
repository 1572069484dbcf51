import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { ApiObject } from './api-object.ts';
import { openWatch, type Watch, type WatchEvent } from './watch.ts';

export interface ApiAccess {
  readonly host: string;
  readonly port: number;
  /** PEM. */
  readonly authority: string;
  /** PEM; absent: the client shows no certificate. */
  readonly client?: { readonly certificate: string; readonly key: string };
}

export interface Sent {
  /** An object is sent as JSON. */
  readonly body?: string | Uint8Array | object;
  readonly contentType?: string;
  readonly accept?: string;
}

export interface Answer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface ApiList {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly ApiObject[];
}

/** The API, spoken to without a client library: whatever is to be sent is sent as it is. */
export interface ApiClient {
  send(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** GETs JSON; rejects where the code is not 200. */
  get<T = ApiObject>(path: string): Promise<T>;
  list(path: string): Promise<ApiList>;
  /** POSTs an object; rejects where it is not created. */
  create(path: string, object: object): Promise<ApiObject>;
  /** Resolves when the server has answered with 200; its events come afterwards. */
  watch(path: string, onEvent?: (event: WatchEvent) => void): Promise<Watch>;
  close(): void;
}

export function createApiClient(access: ApiAccess): ApiClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const open = (method: string, path: string, sent: Sent = {}) => respond(access, agent, method, path, sent);
  const send = async (method: string, path: string, sent?: Sent): Promise<Answer> => {
    const response = await open(method, path, sent);
    return { code: response.statusCode ?? 0, headers: response.headers, text: await text(response) };
  };
  const get = async <T>(path: string): Promise<T> => parse<T>(await send('GET', path), 200, `GET ${path}`);
  return {
    send,
    get,
    list: (path) => get<ApiList>(path),
    create: async (path, object) => parse(await send('POST', path, { body: object }), 201, `POST ${path}`),
    watch: async (path, onEvent) => {
      const response = await open('GET', path);
      if (response.statusCode !== 200) throw new Error(`GET ${path}: ${response.statusCode} ${await text(response)}`);
      return openWatch(response, onEvent);
    },
    close: () => agent.destroy(),
  };
}

function parse<T>(answer: Answer, code: number, what: string): T {
  if (answer.code !== code) throw new Error(`${what}: ${answer.code} ${answer.text}`);
  return JSON.parse(answer.text) as T;
}

async function respond(
  { host, port, authority, client }: ApiAccess,
  agent: Agent,
  method: string,
  path: string,
  { body, contentType, accept = 'application/json' }: Sent,
): Promise<IncomingMessage> {
  const bytes = typeof body === 'object' && !(body instanceof Uint8Array) ? JSON.stringify(body) : body;
  const outgoing = request({
    host,
    port,
    method,
    path,
    agent,
    ca: authority,
    ...(client !== undefined && { cert: client.certificate, key: client.key }),
    headers: {
      accept,
      ...(bytes !== undefined && {
        'content-type': contentType ?? 'application/json',
        // Node sends the body of a DELETE without saying how long it is.
        'content-length': Buffer.byteLength(bytes),
      }),
    },
  });
  outgoing.end(bytes);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return response;
}
