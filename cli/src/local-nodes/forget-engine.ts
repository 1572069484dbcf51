import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { findProgram } from '../machine/tools.ts';

const run = promisify(execFile);

/** The containerd of the machine's own Engine, which those of further nodes use too where it runs. */
const socket = '/run/containerd/containerd.sock';

/** Removes what an Engine that has ended left in the machine's containerd: its part of it, and what is in that. */
export async function forgetEngine(namespace: string): Promise<void> {
  const program = findProgram('ctr');
  if (program === undefined || !existsSync(socket)) return;
  for (const part of [namespace, `${namespace}-plugins`]) {
    const ctr = async (...args: readonly string[]) => (await run(program, ['--namespace', part, ...args])).stdout;
    const idsOf = async (what: string) => (await ctr(what, 'list', '--quiet')).split('\n').filter(Boolean);
    for (const id of await idsOf('tasks')) await ctr('tasks', 'delete', '--force', id);
    for (const id of await idsOf('containers')) await ctr('containers', 'delete', id);
    // One that is not there is as good as removed.
    await ctr('namespaces', 'remove', part).catch(() => {});
  }
}
