import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

const root = '/sys/fs/cgroup';

/**
 * Removes the cgroup that a Pod's containers were in: the Engine removes the containers' own and leaves their parent in
 * each hierarchy of version 1, and in the only one of version 2. With systemd the slice goes by itself.
 */
export async function removeCgroup(parent: string): Promise<void> {
  if (!parent.startsWith('/')) return;
  const hierarchies = await readdir(root, { withFileTypes: true }).catch(() => []);
  const roots = [root, ...hierarchies.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, name))];
  await Promise.all(roots.map((hierarchy) => removeTree(join(hierarchy, parent))));
}

/** A cgroup's files are not to be deleted: the folder goes with them, after those below it. */
async function removeTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isDirectory()) await removeTree(join(folder, entry.name));
  }
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    // Busy: something still runs in it, which is what the next removal is for.
    if (error.code !== 'ENOENT' && error.code !== 'EBUSY') throw error;
  });
}
