import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { VolumeFile, VolumeFiles } from './files.ts';

/** The link that is swapped: all files of a volume change in one moment. */
const current = '..data';
const next = '..data_tmp';

/**
 * Makes a folder show exactly these files. Each top name is a link into `..data`, itself a link to a folder that is
 * never written again; an update writes another and swaps the link, so that no reader sees half of it. `own` is called
 * with each new folder before it is shown. Source: Kubernetes documentation, "ConfigMaps", mounted ConfigMaps.
 */
export async function showFiles(
  folder: string,
  files: VolumeFiles,
  own: (path: string) => Promise<void>,
): Promise<void> {
  const before = await readlink(join(folder, current)).catch(() => undefined);
  if (before === undefined || !(await isShowing(join(folder, before), files))) {
    const fresh = await writeAnew(folder, files);
    await own(fresh);
    await rm(join(folder, next), { force: true });
    await symlink(fresh.slice(folder.length + 1), join(folder, next));
    await rename(join(folder, next), join(folder, current));
  }
  await linkTopNames(folder, files);
  await removeOutdated(folder);
}

async function writeAnew(folder: string, files: VolumeFiles): Promise<string> {
  const fresh = await mkdtemp(join(folder, `..${timestamp()}.`));
  await chmod(fresh, 0o755);
  for (const [path, { data, mode }] of files) {
    const target = join(fresh, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o755 });
    await writeFile(target, data, { mode });
    // The process's umask has no say.
    await chmod(target, mode);
  }
  return fresh;
}

function timestamp(): string {
  return new Date().toISOString().replace(/[-:T]/g, '_').replace('Z', '');
}

async function isShowing(folder: string, files: VolumeFiles): Promise<boolean> {
  const there = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = there.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  if (paths.length !== files.size) return false;
  const same = await Promise.all([...files].map(([path, file]) => isSame(join(folder, path), file)));
  return same.every(Boolean);
}

/** Ownership by a group may have added permissions. */
async function isSame(path: string, { data, mode }: VolumeFile): Promise<boolean> {
  try {
    const found = await lstat(path);
    return (found.mode & mode) === mode && data.equals(await readFile(path));
  } catch {
    return false;
  }
}

const topName = (path: string): string => path.split('/')[0] ?? path;

async function linkTopNames(folder: string, files: VolumeFiles): Promise<void> {
  const wanted = new Set([...files.keys()].map(topName));
  const there = new Set((await readdir(folder)).filter((name) => !name.startsWith('..')));
  for (const name of wanted) if (!there.has(name)) await symlink(join(current, name), join(folder, name));
  for (const name of there) if (!wanted.has(name)) await rm(join(folder, name), { recursive: true, force: true });
}

/** Folders that no link leads to any more, of earlier updates or of one that was interrupted. */
async function removeOutdated(folder: string): Promise<void> {
  const shown = await readlink(join(folder, current));
  for (const name of await readdir(folder)) {
    if (!name.startsWith('..') || name === current || name === shown) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}
