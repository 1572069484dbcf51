import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from '../../runtime/docker/network/command.ts';

/**
 * The machine whose files containers are given. An agent that runs in a container itself sees them through a process of
 * the machine, and mounts in that process's mount namespace.
 */
export interface Machine {
  /** Where this process finds a path of the machine. */
  seen(path: string): Promise<string>;
  /** `options` as mount(8) takes them after `-o`. A folder that is mounted already is left as it is. */
  mountMemory(path: string, options: readonly string[]): Promise<void>;
  /** Unmounts whatever is mounted in a folder, or on it. */
  unmountBelow(path: string): Promise<void>;
}

/** `processName` is that of the process, `dockerd`; without it the agent itself runs on the machine. */
export function createMachine(processName?: string): Machine {
  let last = 'self';
  /** The process's id; it may have been started again. */
  const find = async (): Promise<string> => {
    if (processName === undefined || (await nameOf(last)) === processName) return last;
    const ids = (await readdir('/proc')).filter((id) => /^\d+$/.test(id));
    for (const id of ids) if ((await nameOf(id)) === processName) last = id;
    if ((await nameOf(last)) === processName) return last;
    throw new Error(`Cannot reach the machine: ${processName} must run on it, and be seen from here`);
  };
  const run = async (program: string, args: readonly string[]): Promise<void> => {
    const inMachine = processName === undefined ? [] : ['nsenter', '-t', await find(), '-m'];
    const [first = program, ...rest] = [...inMachine, program, ...args];
    await command(first, rest);
  };
  const mounted = async (): Promise<string[]> => {
    const table = await readFile(`/proc/${await find()}/mountinfo`, 'utf8');
    return table.split('\n').map((line) => unescaped(line.split(' ')[4] ?? ''));
  };
  return {
    seen: async (path) => (processName === undefined ? path : join('/proc', await find(), 'root', path)),
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

function nameOf(id: string): Promise<string> {
  return readFile(`/proc/${id}/comm`, 'utf8').then(
    (name) => name.trim(),
    () => '',
  );
}

/** Source: proc(5), mountinfo: blanks and the like are written in octal. */
function unescaped(point: string): string {
  return point.replace(/\\(\d{3})/g, (_whole, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
