import { randomInt } from 'node:crypto';
import { globSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { commandLine } from './process-identity.ts';

export interface PortOwner {
  readonly pid: number;
  readonly command: string;
}

/** Whether a server could listen on this TCP port of all addresses. */
export function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '0.0.0.0' }, () => server.close(() => resolve(true)));
  });
}

/**
 * A free port to keep: below the ports that the kernel gives to outgoing connections (from 32768) and that Services
 * use on nodes (from 30000), so that it is likely to be free again at the next start.
 */
export async function pickFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    if (await isFree(port)) return port;
  }
}

/** Who listens on this TCP port; undefined where nobody does, or somebody whose files may not be read. */
export function findPortOwner(port: number): PortOwner | undefined {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  for (const link of globSync('/proc/[0-9]*/fd/*')) {
    const inode = /^socket:\[(\d+)\]$/.exec(readLink(link))?.[1];
    if (inode !== undefined && inodes.has(inode)) {
      const pid = Number(link.split('/')[2]);
      return { pid, command: commandLine(pid) };
    }
  }
  return undefined;
}

/** Rows of proc_net_tcp(5): the second column is the local address, the fourth the state, the tenth the inode. */
function listeningInodes(table: string, port: number): string[] {
  const listening = '0A';
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync(table, 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === listening)
    .flatMap((columns) => columns[9] ?? []);
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
