import { chmod, lchown, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface Ownership {
  /** The Pod's fsGroup; undefined: files stay as they are. */
  readonly group: number | undefined;
  /** What the group may do with files besides reading them. */
  readonly mayWrite: boolean;
}

const setGroupId = 0o2000;
const enter = 0o110;

/**
 * Gives a folder and all that is in it to a group, which may then read it, and write it where the volume is written.
 * What is created in it later belongs to the group too. Source: Kubernetes documentation, "Configure a Security Context
 * for a Pod or Container", fsGroup.
 */
export async function own(path: string, ownership: Ownership): Promise<void> {
  const { group, mayWrite } = ownership;
  if (group === undefined) return;
  const found = await lstat(path);
  await lchown(path, found.uid, group);
  if (found.isSymbolicLink()) return;
  const added = (mayWrite ? 0o660 : 0o440) | (found.isDirectory() ? setGroupId | enter : 0);
  await chmod(path, (found.mode & 0o7777) | added);
  if (!found.isDirectory()) return;
  for (const name of await readdir(path)) await own(join(path, name), ownership);
}
