import { mkdir, open, stat } from 'node:fs/promises';
import type { HostPathVolumeSource } from '@flotilla/kinds/core/v1';
import type { Machine } from './machine.ts';
import { VolumeError } from './volume-error.ts';

type Found = Awaited<ReturnType<typeof stat>>;

/** What each type demands, and how upstream says that it is not so. Source: Kubernetes documentation, "Volumes", hostPath. */
const demands: Readonly<Record<string, { readonly is: (found: Found) => boolean; readonly called: string }>> = {
  Directory: { is: (found) => found.isDirectory(), called: 'a directory' },
  DirectoryOrCreate: { is: (found) => found.isDirectory(), called: 'a directory' },
  File: { is: (found) => found.isFile(), called: 'a file' },
  FileOrCreate: { is: (found) => found.isFile(), called: 'a file' },
  Socket: { is: (found) => found.isSocket(), called: 'a socket file' },
  CharDevice: { is: (found) => found.isCharacterDevice(), called: 'a character device' },
  BlockDevice: { is: (found) => found.isBlockDevice(), called: 'a block device' },
};

/** Makes sure that the path is what its type says. One without a type becomes a folder where there is nothing. */
export async function prepareHostPath({ path, type = '' }: HostPathVolumeSource, machine: Machine): Promise<void> {
  const seen = await machine.seen(path);
  const found = await lookAt(seen);
  if (found === undefined && (type === '' || type === 'DirectoryOrCreate')) {
    await mkdir(seen, { recursive: true, mode: 0o755 });
    return;
  }
  if (found === undefined && type === 'FileOrCreate') return makeFile(seen, path);
  const demand = demands[type];
  if (demand === undefined || (found !== undefined && demand.is(found))) return;
  throw new VolumeError(`hostPath type check failed: ${path} is not ${demand.called}`);
}

function lookAt(path: string): Promise<Found | undefined> {
  return stat(path).catch(() => undefined);
}

/** The folder it lies in is not made. */
async function makeFile(seen: string, path: string): Promise<void> {
  try {
    await (await open(seen, 'a', 0o644)).close();
  } catch {
    throw new VolumeError(`open ${path}: no such file or directory`);
  }
}
