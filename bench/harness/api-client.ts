import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import type { Server } from './server.ts';

/** As much of an object as benchmarks look at. */
export interface ApiObject {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly status?: { readonly phase?: string; readonly readyReplicas?: number };
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: ApiObject;
}

/** JSON over HTTP/1.1, one request a connection at a time. Every call rejects unless the answer is a success. */
export interface ApiClient {
  get(path: string): Promise<unknown>;
  create(path: string, object: object): Promise<ApiObject>;
  delete(path: string): Promise<void>;
  /** Calls with each event from now on. Resolves when it listens, with what ends it. */
  watch(path: string, onEvent: (event: WatchEvent) => void): Promise<() => void>;
  close(): void;
}

export function createApiClient({ url, files }: Pick<Server, 'url' | 'files'>): ApiClient {
  const agent = new Agent({
    keepAlive: true,
    ca: readFileSync(files.authority),
    cert: readFileSync(files.certificate),
    key: readFileSync(files.key),
  });
  const call = async (method: string, path: string, body?: object): Promise<IncomingMessage> => {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const sent = request(url + path, { agent, method, headers });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    if ((answer.statusCode ?? 500) < 300) return answer;
    throw new Error(`Cannot ${method} ${path}: the API answers ${answer.statusCode} ${await textOf(answer)}`);
  };
  return {
    get: async (path) => JSON.parse(await textOf(await call('GET', path))),
    create: async (path, object) => JSON.parse(await textOf(await call('POST', path, object))),
    delete: async (path) => void (await textOf(await call('DELETE', path))),
    async watch(path, onEvent) {
      const list = JSON.parse(await textOf(await call('GET', path))) as ApiObject;
      const answer = await call('GET', `${path}?watch=1&resourceVersion=${list.metadata.resourceVersion}`);
      createInterface(answer).on('line', (line) => onEvent(JSON.parse(line)));
      return () => answer.destroy();
    },
    close: () => agent.destroy(),
  };
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += part;
  return text;
}
