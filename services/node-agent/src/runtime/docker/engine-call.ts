import { once } from 'node:events';
import type { Agent, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { EngineError, type EngineFailure } from './engine-error.ts';

// Imported, it would load every getter it exports, one of which is a WebSocket client of 7 MB.
const http = process.getBuiltinModule('node:http');

/** One request to the Engine's HTTP API. */
export interface EngineRequest {
  /** What it is for, as in "Cannot list containers". */
  readonly doing: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Values that are no strings are sent as JSON; those of a list one after the other. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** Bytes are sent as they are, everything else as JSON. */
  readonly body?: object | Buffer;
  /** Aborts the request and the stream that answers it. */
  readonly signal?: AbortSignal;
}

/** Asks the Engine. Every way of asking rejects with {@link EngineError}. */
export interface EngineCall {
  /** The answer as it comes. */
  stream(request: EngineRequest): Promise<Readable>;
  /** The whole answer, parsed; undefined where it is empty. */
  json(request: EngineRequest): Promise<unknown>;
  /** Work that reports its progress in lines: resolves when it is done. */
  progress(request: EngineRequest): Promise<void>;
}

/** Asks the Engine behind a unix socket, over connections that are kept. Source: Docker Engine API reference. */
export function createEngineCall(socketPath: string): EngineCall {
  const agent = new http.Agent({ keepAlive: true });
  const stream = (request: EngineRequest) => translated(request.doing, () => send(agent, socketPath, request));
  const text = (request: EngineRequest) =>
    translated(request.doing, async () => textOf(await send(agent, socketPath, request)));
  return {
    stream,
    json: async (request) => parsed(await text(request)),
    progress: async (request) => refuseFailedProgress(request.doing, await text(request)),
  };
}

async function send(agent: Agent, socketPath: string, request: EngineRequest): Promise<IncomingMessage> {
  const { doing, method, query = {}, body, signal } = request;
  const isBytes = body instanceof Buffer;
  const sent = http.request({
    agent,
    socketPath,
    method,
    path: `${request.path}?${formatQuery(query)}`,
    headers: { host: 'docker', 'content-type': isBytes ? 'application/x-tar' : 'application/json' },
    ...(signal !== undefined && { signal }),
  });
  sent.end(isBytes ? body : body && JSON.stringify(body));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const { statusCode = 500 } = answer;
  if (statusCode < 300) return answer;
  throw new EngineError(complaint(doing, statusCode, await textOf(answer)), statusFailure(statusCode));
}

function formatQuery(query: Readonly<Record<string, unknown>>): URLSearchParams {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      parts.append(name, typeof each === 'string' ? each : JSON.stringify(each));
    }
  }
  return parts;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += part;
  return text;
}

function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

function complaint(doing: string, statusCode: number, text: string): string {
  const answer = text.startsWith('{') ? (JSON.parse(text) as { message?: string }) : {};
  return answer.message ?? `Cannot ${doing}: Docker must do so, and answers ${statusCode}`;
}

/** Work that fails halfway says so in its last line, after an answer that said 200. */
function refuseFailedProgress(doing: string, text: string): void {
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  const { error } = last.startsWith('{') ? (JSON.parse(last) as { error?: string }) : {};
  if (error !== undefined) throw new EngineError(error, 'refused', `while it was to ${doing}`);
}

function statusFailure(statusCode: number): EngineFailure {
  if (statusCode === 404) return 'absent';
  if (statusCode === 409 || statusCode === 304) return 'conflict';
  return statusCode === 503 ? 'unreachable' : 'refused';
}

/** What is not the Engine's own answer is trouble of the connection. */
async function translated<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new EngineError(`Cannot ${doing}: ${message}`, 'unreachable', error);
  }
}
