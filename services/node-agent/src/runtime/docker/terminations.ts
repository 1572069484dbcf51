import { chmod, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunRequest } from '../runtime.ts';
import { demux, unframed } from './demux.ts';
import type { Engine, InspectedContainer } from './engine.ts';
import type { PodFolders } from './pod-folder.ts';
import { fallsBackToLogs } from './translate/labels.ts';
import { parseName } from './translate/names.ts';

/** The files in which containers may say why they end. */
export interface Terminations {
  /** Makes the run's file; answers where it is. */
  prepare(request: RunRequest): Promise<string>;
  /** What an ended run has said, or where it wants that, the last that it has written; undefined for neither. */
  messageOf(container: InspectedContainer): Promise<string | undefined>;
  forget(container: InspectedContainer): Promise<void>;
}

/** Source: Kubernetes documentation, "Determine the Reason for Pod Failure". */
const mostMessageBytes = 4096;
const mostLogBytes = 2048;
const mostLogLines = 80;

export function createTerminations(engine: Engine, folders: Pick<PodFolders, 'terminationFile'>): Terminations {
  const fileOf = ({ Name }: InspectedContainer) => {
    const name = parseName(Name);
    return name?.kind === 'run' ? folders.terminationFile(name.pod.uid, name) : undefined;
  };
  return {
    async prepare({ pod, container, attempt }) {
      const file = folders.terminationFile(pod.metadata.uid, { container: container.name, attempt });
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, '', { flag: 'a' });
      // Whoever the program runs as may write it, whatever the agent's mask.
      await chmod(file, 0o666);
      return file;
    },
    async messageOf(container) {
      const file = fileOf(container);
      if (file === undefined || container.State.Status !== 'exited') return undefined;
      const said = await endOf(file, mostMessageBytes);
      if (said !== '') return said;
      const wantsLogs = container.State.ExitCode !== 0 && fallsBackToLogs(container.Config.Labels);
      return wantsLogs ? (await lastOutput(engine, container)) || undefined : undefined;
    },
    async forget(container) {
      const file = fileOf(container);
      if (file !== undefined) await rm(file, { force: true });
    },
  };
}

/** Empty where there is no such file: its Pod's folder is gone, or the run is of an agent that made none. */
async function endOf(path: string, mostBytes: number): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(mostBytes),
      position: Math.max(0, size - mostBytes),
    });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function lastOutput(engine: Engine, { Id, Config }: InspectedContainer): Promise<string> {
  const query = { follow: false, timestamps: false, tail: mostLogLines };
  const stream = await engine.logs(Id, query, new AbortController().signal);
  const chunks: Uint8Array[] = [];
  for await (const { data } of Config.Tty ? unframed(stream) : demux(stream)) chunks.push(data);
  return Buffer.concat(chunks).subarray(-mostLogBytes).toString();
}
