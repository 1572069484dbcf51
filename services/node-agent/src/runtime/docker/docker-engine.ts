import { finished, PassThrough, type Readable } from 'node:stream';
import type { Engine, EngineEvent, EngineFacts, InspectedContainer, InspectedImage, LogQuery } from './engine.ts';
import { createEngineCall, type EngineCall, type EngineRequest } from './engine-call.ts';
import { isEngineError } from './engine-error.ts';

/** What befalls containers without the agent's doing. What it does itself it looks at itself. */
const containerEvents = ['die', 'destroy'];
/** After these a name may stand for another image than before, or for none. */
const imageEvents = ['pull', 'import', 'load', 'tag', 'untag', 'delete'];

/**
 * The Engine behind a unix socket. It is asked over HTTP directly: dockerode, which also reaches engines over SSH and
 * builds with BuildKit, takes 20 MB of every agent and 60 ms of its start. Source: Docker Engine API reference, v1.41.
 */
export function createDockerEngine(socketPath: string): Engine {
  const call = createEngineCall(socketPath);
  const act = async (request: EngineRequest) => void (await call.json(request));
  return {
    facts: async () => engineFacts(await call.json({ doing: 'ask Docker what it is', method: 'GET', path: '/info' })),
    containers: async (label) => {
      const query = { all: 'true', filters: { label: [label] } };
      const found = await call.json({ doing: 'list containers', method: 'GET', path: '/containers/json', query });
      return (found as InspectedContainer[]).map(({ Id }) => Id);
    },
    inspect: (id) =>
      absentAsUndefined(
        call.json({ doing: 'inspect container', method: 'GET', path: container(id, '/json') }),
      ) as Promise<InspectedContainer | undefined>,
    create: async (name, body) => {
      const request = {
        doing: 'create container',
        method: 'POST',
        path: '/containers/create',
        query: { name },
      } as const;
      const { Id } = (await call.json({ ...request, body })) as { Id: string };
      return Id;
    },
    start: (id) => act({ doing: 'start container', method: 'POST', path: container(id, '/start') }),
    rename: (id, name) =>
      act({ doing: 'rename container', method: 'POST', path: container(id, '/rename'), query: { name } }),
    kill: (id, signal) =>
      unlessOver(act({ doing: 'signal container', method: 'POST', path: container(id, '/kill'), query: { signal } })),
    remove: (id) =>
      unlessOver(
        act({
          doing: 'remove container',
          method: 'DELETE',
          path: container(id),
          query: { force: 'true', v: 'true' },
        }),
      ),
    image: (name) =>
      absentAsUndefined(
        call.json({ doing: 'inspect image', method: 'GET', path: `/images/${encodeURIComponent(name)}/json` }),
      ) as Promise<InspectedImage | undefined>,
    images: async () =>
      (await call.json({ doing: 'list images', method: 'GET', path: '/images/json' })) as InspectedImage[],
    pull: (name, signal) =>
      call.progress({
        doing: 'pull image',
        method: 'POST',
        path: '/images/create',
        query: { fromImage: name },
        signal,
      }),
    importImage: (name, layer, changes) => {
      const separator = name.lastIndexOf(':');
      const query = { fromSrc: '-', repo: name.slice(0, separator), tag: name.slice(separator + 1), changes };
      return call.progress({ doing: 'import image', method: 'POST', path: '/images/create', query, body: layer });
    },
    logs: (id, query, signal) => logs(call, id, { ...query, signal }),
    events: (label, signal) => events(call, label, signal),
  };
}

function container(id: string, rest = ''): string {
  return `/containers/${encodeURIComponent(id)}${rest}`;
}

function engineFacts(answer: unknown): EngineFacts {
  const info = answer as Record<string, unknown>;
  return {
    version: String(info.ServerVersion),
    cgroupDriver: info.CgroupDriver === 'systemd' ? 'systemd' : 'cgroupfs',
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    architecture: String(info.Architecture),
  };
}

function logs(call: EngineCall, id: string, options: LogQuery & { signal: AbortSignal }): Promise<Readable> {
  const { follow, timestamps, tail, sinceMs, signal } = options;
  const query = {
    stdout: 'true',
    stderr: 'true',
    follow,
    timestamps,
    tail,
    ...(sinceMs !== undefined && { since: (sinceMs / 1000).toFixed(3) }),
  };
  return call.stream({ doing: 'read logs', method: 'GET', path: container(id, '/logs'), query, signal });
}

async function events(call: EngineCall, label: string, signal: AbortSignal): Promise<AsyncIterable<EngineEvent>> {
  // The Engine joins different filters by "and", and images do not carry the label: two streams.
  const open = async (filters: object) => {
    const request = { doing: 'listen to Docker', method: 'GET', path: '/events', query: { filters }, signal } as const;
    return (await call.stream(request)).on('error', () => {}); // what follows an error is the end
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
  const both = new PassThrough({ objectMode: true });
  const end = () => {
    for (const stream of streams) stream.destroy();
    both.end();
  };
  for (const stream of streams) {
    eachLine(stream, (line) => both.write(parseEvent(line)));
    finished(stream, end);
  }
  return both.on('close', end);
}

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
