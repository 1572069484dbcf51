import { Agent } from 'node:http';
import { createInterface } from 'node:readline';
import { type Duplex, finished, PassThrough, type Readable } from 'node:stream';
import { inspect } from 'node:util';
import Docker from 'dockerode';
import type { Engine, EngineEvent, EngineFacts, InspectedImage, LogQuery } from './engine.ts';
import { EngineError, type EngineFailure, isEngineError } from './engine-error.ts';
import type { ContainerBody } from './translate/container-body.ts';

/** What befalls containers without the agent's doing. What it does itself it looks at itself. */
const containerEvents = ['die', 'destroy'];
/** After these a name may stand for another image than before, or for none. */
const imageEvents = ['pull', 'import', 'load', 'tag', 'untag', 'delete'];

/** The Engine behind a unix socket. The only file that knows dockerode. */
export function createDockerodeEngine(socketPath: string): Engine {
  const docker = connect(socketPath);
  const container = (id: string) => docker.getContainer(id);
  return {
    facts: () => translated('ask Docker what it is', async () => engineFacts(await docker.info())),
    containers: (label) =>
      translated('list containers', async () => {
        const found = await docker.listContainers({ all: true, filters: { label: [label] } });
        return found.map(({ Id }) => Id);
      }),
    inspect: (id) => absentAsUndefined(translated('inspect container', () => container(id).inspect())),
    create: (name, body) => translated('create container', () => create(docker, name, body)),
    start: (id) => translated('start container', () => container(id).start()),
    rename: (id, name) => translated('rename container', () => container(id).rename({ name })),
    kill: (id, signal) => unlessOver(translated('signal container', () => container(id).kill({ signal }))),
    remove: (id) => unlessOver(translated('remove container', () => container(id).remove({ force: true, v: true }))),
    image: (name) =>
      absentAsUndefined(translated('inspect image', () => docker.getImage(name).inspect() as Promise<InspectedImage>)),
    images: () => translated('list images', () => listImages(docker)),
    pull: (name, signal) => translated('pull image', () => pull(docker, name, signal)),
    importImage: (name, layer, changes) =>
      translated('import image', () => importImage(docker, { name, layer, changes: [...changes] })),
    logs: (id, query, signal) => translated('read logs', () => logs(docker, id, { ...query, signal })),
    createExec: (id, body) => translated('prepare a command', async () => (await container(id).exec(body)).id),
    startExec: (execId, body, signal) =>
      translated('run a command', () => connected(docker.getExec(execId).start({ ...body, hijack: true }), signal)),
    inspectExec: (execId) => translated('inspect a command', () => docker.getExec(execId).inspect()),
    resizeExec: (execId, size) => translated('resize a terminal', () => docker.getExec(execId).resize(size)),
    attach: (id, input, signal) =>
      translated('attach to container', () => connected(container(id).attach(attachOptions(input)), signal)),
    resize: (id, size) => translated('resize a terminal', () => container(id).resize(size)),
    events: (label, signal) => translated('listen to Docker', () => events(docker, label, signal)),
  };
}

function connect(socketPath: string): Docker {
  // An environment's DOCKER_HOST would win over the socket if `host` were left out; the typings lack `agent`.
  const options: Docker.DockerOptions & { agent: Agent } = {
    socketPath,
    host: undefined,
    agent: uninspected(new Agent({ keepAlive: true })),
  };
  return new Docker(options);
}

/**
 * dockerode puts each request's options into words in full, though nobody reads them: with every connection that the agent
 * holds, 100 sessions made each request take seconds.
 */
function uninspected(agent: Agent): Agent {
  return Object.assign(agent, { [inspect.custom]: () => 'Agent' });
}

function engineFacts(info: Record<string, unknown>): EngineFacts {
  return {
    version: String(info.ServerVersion),
    cgroupDriver: info.CgroupDriver === 'systemd' ? 'systemd' : 'cgroupfs',
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    architecture: String(info.Architecture),
  };
}

async function create(docker: Docker, name: string, body: ContainerBody): Promise<string> {
  const { id } = await docker.createContainer({ name, ...body } as Docker.ContainerCreateOptions);
  return id;
}

async function pull(docker: Docker, name: string, signal: AbortSignal): Promise<void> {
  await completed(docker, await docker.pull(name, { abortSignal: signal }));
}

async function listImages(docker: Docker): Promise<InspectedImage[]> {
  const images = await docker.listImages();
  return images.map(({ Id, RepoTags = [], RepoDigests = [], Size }) => ({ Id, RepoTags, RepoDigests, Size }));
}

interface ImageImport {
  readonly name: string;
  readonly layer: Buffer;
  readonly changes: string[];
}

async function importImage(docker: Docker, { name, layer, changes }: ImageImport): Promise<void> {
  const separator = name.lastIndexOf(':');
  const options = { repo: name.slice(0, separator), tag: name.slice(separator + 1), changes };
  // The Engine takes the bytes themselves; the typings know of files and streams only.
  await completed(docker, await docker.importImage(layer as unknown as Readable, options));
}

/** Progress ends with an error object where the work failed, after an answer that said 200. */
function completed(docker: Docker, progress: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()));
  });
}

async function logs(docker: Docker, id: string, query: LogQuery & { signal: AbortSignal }): Promise<Readable> {
  const options = {
    stdout: true,
    stderr: true,
    follow: query.follow,
    timestamps: query.timestamps,
    tail: query.tail,
    ...(query.sinceMs !== undefined && { since: (query.sinceMs / 1000).toFixed(3) }),
  };
  // dockerode's own `logs` buffers the whole answer unless it follows.
  return stream(docker, { path: `/containers/${id}/logs?`, options, abortSignal: query.signal });
}

function stream(
  docker: Docker,
  request: { path: string; options: object; abortSignal: AbortSignal },
): Promise<Readable> {
  const statusCodes = { 200: true, 404: 'no such container', 500: 'server error' };
  return new Promise((resolve, reject) => {
    docker.modem.dial({ ...request, method: 'GET', isStream: true, statusCodes }, (error: unknown, answer: unknown) =>
      error ? reject(error) : resolve(answer as Readable),
    );
  });
}

function attachOptions(input: 'stdin' | 'none'): Docker.ContainerAttachOptions {
  return { stream: true, stdin: input === 'stdin', stdout: true, stderr: true, hijack: true };
}

/** An aborted signal breaks the connection at any time, not only while it is made. */
async function connected(opening: Promise<NodeJS.ReadWriteStream>, signal: AbortSignal): Promise<Duplex> {
  const connection = (await opening) as Duplex;
  const destroy = () => void connection.destroy();
  if (signal.aborted) destroy();
  signal.addEventListener('abort', destroy, { once: true });
  finished(connection, () => signal.removeEventListener('abort', destroy));
  return connection;
}

async function events(docker: Docker, label: string, signal: AbortSignal): Promise<AsyncIterable<EngineEvent>> {
  // The Engine joins different filters by "and", and images do not carry the label: two streams.
  const open = async (filters: object) => {
    const options = { filters, abortSignal: signal } as Docker.GetEventsOptions;
    const stream = (await docker.getEvents(options)) as Readable;
    return stream.on('error', () => {}); // what follows an error is the end
  };
  const ofContainers = await open({ type: ['container'], label: [label], event: containerEvents });
  try {
    return merged([ofContainers, await open({ type: ['image'], event: imageEvents })]);
  } catch (error) {
    ofContainers.destroy();
    throw error;
  }
}

/**
 * Ends as soon as one of the streams ends: the other's connection is as good as gone. It listens from now on, not only
 * when the first event is asked for, so that an end before that is not missed.
 */
function merged(streams: readonly Readable[]): AsyncIterable<EngineEvent> {
  const both = new PassThrough();
  for (const stream of streams) {
    finished(stream, () => both.end());
    eachLine(stream, (line) => both.write(`${line}\n`));
  }
  const close = () => {
    for (const stream of streams) stream.destroy();
  };
  finished(both, close);
  return parsedEvents(both, close);
}

async function* parsedEvents(lines: Readable, close: () => void): AsyncGenerator<EngineEvent> {
  try {
    for await (const line of createInterface({ input: lines })) yield parseEvent(line);
  } finally {
    close();
  }
}

/** readline itself would throw what the stream's connection fails with. */
function eachLine(stream: Readable, listener: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) listener(line);
  });
}

function parseEvent(line: string): EngineEvent {
  const event = JSON.parse(line) as { Type: string; Actor: { ID: string } };
  if (event.Type === 'image') return { about: 'image' };
  return { about: 'container', id: event.Actor.ID };
}

async function translated<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw engineError(doing, error);
  }
}

function engineError(doing: string, error: unknown): EngineError {
  if (!(error instanceof Error)) return new EngineError(`Cannot ${doing}: ${String(error)}`, 'refused', error);
  const { statusCode, json } = error as Error & { statusCode?: number; json?: { message?: string } };
  const failure = statusCode === undefined ? connectionFailure(error) : statusFailure(statusCode);
  return new EngineError(json?.message ?? withoutStatus(error.message), failure, error);
}

/** dockerode puts the status before what the Engine said where it has not parsed it. */
function withoutStatus(message: string): string {
  return message.replace(/^\(HTTP code \d+\) [a-z ]+ - /, '').trim();
}

/** An error without a status is either the connection's, which has a code, or stands in a stream of progress. */
function connectionFailure(error: Error): EngineFailure {
  return 'code' in error ? 'unreachable' : 'refused';
}

function statusFailure(statusCode: number): EngineFailure {
  if (statusCode === 404) return 'absent';
  if (statusCode === 409 || statusCode === 304) return 'conflict';
  return statusCode === 503 ? 'unreachable' : 'refused';
}

async function absentAsUndefined<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch((error: unknown) => {
    if (isEngineError(error, 'absent')) return undefined;
    throw error;
  });
}

/** A container that has ended answers a signal with a conflict; one that is being removed answers a removal so. */
async function unlessOver(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!isEngineError(error, 'absent') && !isEngineError(error, 'conflict')) throw error;
  });
}
