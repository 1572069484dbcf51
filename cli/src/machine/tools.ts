import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that Flotilla runs, and the Debian package that holds it. */
interface Tool {
  readonly program: string;
  readonly debianPackage: string;
}

const stores: readonly Tool[] = [
  { program: 'redis-server', debianPackage: 'redis-server' },
  { program: 'nats-server', debianPackage: 'nats-server' },
];

/** What a node needs to give Pods containers and a network. */
const node: readonly Tool[] = [
  { program: 'nft', debianPackage: 'nftables' },
  { program: 'ip', debianPackage: 'iproute2' },
  { program: 'conntrack', debianPackage: 'conntrack' },
  { program: 'busybox', debianPackage: 'busybox-static' },
];

const engine: readonly Tool[] = [{ program: 'dockerd', debianPackage: 'docker.io' }];

/** What tests of the compose deployment need besides. */
const compose: readonly Tool[] = [
  { program: 'docker-compose', debianPackage: 'docker-compose' },
  { program: 'mmdebstrap', debianPackage: 'mmdebstrap' },
];

/** What shows a page of the examples as people see it. */
const browser: readonly Tool[] = [{ program: 'chromium', debianPackage: 'chromium' }];

export const tools = { stores, node, engine, compose, browser } as const;

/** Where a program is: on PATH, or in the folders of administrators' programs that a user's PATH may lack. */
export function findProgram(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** Debian packages of the tools that this machine lacks. */
export function missingPackages(wanted: readonly Tool[]): string[] {
  return wanted.filter(({ program }) => findProgram(program) === undefined).map(({ debianPackage }) => debianPackage);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
