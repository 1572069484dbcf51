import type { ContainerLogs, LogRequest } from '../../link/container-logs.ts';
import { NoSuchContainer } from '../../link/errors.ts';
import type { ContainerRun } from '../runtime.ts';
import type { OutputChunk } from '../session.ts';
import { demux, unframed } from './demux.ts';
import type { Engine, LogQuery } from './engine.ts';
import { engineId, type Picture } from './picture.ts';

/** Reads what the Pods' containers wrote from the Engine. */
export function createContainerLogs(engine: Engine, picture: Picture): ContainerLogs {
  return async function* containerLogs(request, signal) {
    const run = requestedRun(picture, request);
    const id = engineId(run.id);
    const stream = await engine.logs(id, queryOf(request), signal);
    const chunks = picture.container(id)?.Config.Tty ? unframed(stream) : demux(stream);
    try {
      yield* limited(chunks, request.limitBytes);
    } catch (error) {
      // A reader that goes away ends the stream; that is no failure.
      if (!signal.aborted) throw error;
    } finally {
      stream.destroy();
    }
  };
}

function requestedRun(picture: Picture, { podUid, container, previous }: LogRequest): ContainerRun {
  const runs = picture.pod(podUid)?.runs.filter((run) => run.container === container) ?? [];
  const run = runs[previous ? 1 : 0];
  if (run !== undefined) return run;
  const which = previous ? `previous terminated container "${container}"` : `container "${container}"`;
  throw new NoSuchContainer(`${which} in pod "${picture.pod(podUid)?.name ?? podUid}" not found`);
}

function queryOf({ follow, timestamps, tailLines, sinceMs }: LogRequest): LogQuery {
  return { follow, timestamps, tail: tailLines ?? 'all', ...(sinceMs !== undefined && { sinceMs }) };
}

async function* limited(
  chunks: AsyncIterable<OutputChunk>,
  limitBytes = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  let left = limitBytes;
  for await (const { data } of chunks) {
    if (data.byteLength >= left) {
      yield data.subarray(0, left);
      return;
    }
    left -= data.byteLength;
    yield data;
  }
}
