import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from '../../runtime/docker/network/command.ts';

/**
 * The machine whose files containers are given. An agent that runs in a container itself sees that machine's files below
 * `root` (`/proc/1/root`), and mounts in the machine's mount namespace.
 */
export interface Machine {
  /** Where this process finds a path of the machine. */
  seen(path: string): string;
  /** `options` as mount(8) takes them after `-o`. Mounts of a folder that is mounted already are left as they are. */
  mountMemory(path: string, options: readonly string[]): Promise<void>;
  /** Unmounts whatever is mounted in a folder, or on it. */
  unmountBelow(path: string): Promise<void>;
}

export function createMachine(root = '/'): Machine {
  const isWithin = root !== '/';
  const run = (program: string, args: readonly string[]) =>
    isWithin ? command('nsenter', ['-t', '1', '-m', program, ...args]) : command(program, args);
  const mounted = async (): Promise<string[]> => {
    const table = await readFile(isWithin ? '/proc/1/mountinfo' : '/proc/self/mountinfo', 'utf8');
    return table.split('\n').map((line) => unescaped(line.split(' ')[4] ?? ''));
  };
  return {
    seen: (path) => (isWithin ? join(root, path) : path),
    async mountMemory(path, options) {
      if ((await mounted()).includes(path)) return;
      await run('mount', ['-t', 'tmpfs', '-o', ['nosuid', 'nodev', ...options].join(','), 'tmpfs', path]);
    },
    async unmountBelow(path) {
      const inner = (await mounted()).filter((point) => point === path || point.startsWith(`${path}/`));
      // The innermost first; one that is in use goes when its last user does.
      for (const point of inner.toReversed()) await run('umount', ['-l', point]);
    },
  };
}

/** Source: proc(5), mountinfo: blanks and the like are written in octal. */
function unescaped(point: string): string {
  return point.replace(/\\(\d{3})/g, (_whole, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
