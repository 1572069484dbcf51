import { chmod, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { architectureOf, program } from './images/program.ts';
import { command } from './network/command.ts';

/**
 * Puts the gate where containers can be given it: the program that holds a container up until its machine has its Pod's
 * name. Undefined where programs in the data folder cannot be executed; then there can be no spare sandboxes.
 */
export async function writeGate(dataFolder: string, machine: string): Promise<string | undefined> {
  const path = join(dataFolder, 'gate');
  // Renamed into place, since a file that is being executed cannot be written.
  const fresh = `${path}.new`;
  await writeFile(fresh, program('gate', architectureOf(machine)));
  await chmod(fresh, 0o755);
  await rename(fresh, path);
  return command(path, ['another', '/bin/true']).then(
    () => path,
    () => undefined,
  );
}

/** Names the machine that a process sees, which opens its gate. */
export async function nameMachine(pid: number, hostname: string): Promise<void> {
  await command('nsenter', ['-t', String(pid), '-u', 'hostname', hostname]);
}
