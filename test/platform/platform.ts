import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describeDataFolder, readRunState } from '@flotilla/cli/testing';

const run = promisify(execFile);
const program = join(import.meta.dirname, '../../flotilla');

export interface Finished {
  readonly code: number;
  readonly output: string;
}

/** A process as `flotilla` remembers it. */
export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
}

/** A whole cluster of a test, run as a person would: by `./flotilla` on a data folder of its own. */
export interface Platform {
  readonly dataFolder: string;
  /** `flotilla WORD --data … …`, however it ends. */
  flotilla(word: string, ...args: readonly string[]): Promise<Finished>;
  /** Starts in the background; rejects where that fails. */
  up(...args: readonly string[]): Promise<void>;
  /** What kubectl writes; rejects where it fails. */
  kubectl(...args: readonly string[]): Promise<string>;
  /** Its pid; throws where none runs. */
  supervisor(): number;
  processes(): readonly RunningProcess[];
  /** The pid of the process of this name; throws where it does not run. */
  pidOf(name: string): number;
  /** Ids of this cluster's containers, running or not. */
  containers(): Promise<string[]>;
  /** What the node has made on this machine: its bridge, the cables on it, its table of nftables. */
  network(): Promise<string[]>;
  /** Ends it and removes its data. */
  destroy(): Promise<void>;
}

export interface PlatformOptions {
  /** CIDR that nobody else on this machine uses. */
  readonly podRange: string;
}

export function createPlatform({ podRange }: PlatformOptions): Platform {
  const dataFolder = mkdtempSync(join(tmpdir(), 'flotilla-platform-'));
  const folder = describeDataFolder(dataFolder);
  const flotilla = async (word: string, ...args: readonly string[]): Promise<Finished> => {
    const child = spawn(program, [word, '--data', dataFolder, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: code ?? -1, output: stdout + stderr };
  };
  const succeed = async (word: string, ...args: readonly string[]): Promise<string> => {
    const { code, output } = await flotilla(word, ...args);
    if (code !== 0) throw new Error(`flotilla ${word} ${args.join(' ')} ended with ${code}: ${output}`);
    return output;
  };
  const processes = () =>
    (readRunState(folder)?.children ?? []).flatMap(({ name, process }) =>
      process === undefined ? [] : { name, pid: process.pid },
    );
  return {
    dataFolder,
    flotilla,
    up: async (...args) => {
      await succeed('up', '--detach', '--port', '0', '--pod-range', podRange, ...args);
    },
    kubectl: (...args) => succeed('kubectl', ...args),
    supervisor: () => {
      const state = readRunState(folder);
      if (state === undefined) throw new Error(`Cannot find the supervisor: a cluster must run on ${dataFolder}`);
      return state.supervisor.pid;
    },
    processes,
    pidOf: (name) => {
      const found = processes().find((each) => each.name === name);
      if (found === undefined) throw new Error(`Cannot find ${name}: it must run on ${dataFolder}`);
      return found.pid;
    },
    containers: async () => {
      const { id, nodeName } = JSON.parse(readFileSync(folder.recordFile, 'utf8'));
      const { stdout } = await run('docker', [
        'ps',
        '-aq',
        '--no-trunc',
        '--filter',
        `label=flotilla.owner=${id}/${nodeName}`,
      ]);
      return stdout.split('\n').filter((line) => line !== '');
    },
    network: () => networkOf(podRange),
    destroy: async () => {
      await flotilla('down');
      rmSync(dataFolder, { recursive: true });
    },
  };
}

/** The bridge is known by its address, and the table by the bridge's name. */
async function networkOf(podRange: string): Promise<string[]> {
  const prefix = podRange.split('.').slice(0, 2).join('.');
  const addresses = (await run('ip', ['-o', '-4', 'address'])).stdout;
  const bridge = new RegExp(`^\\d+: (\\S+) +inet ${prefix.replace('.', '\\.')}\\.`, 'm').exec(addresses)?.[1];
  if (bridge === undefined) return [];
  const cables = (await run('ip', ['-o', 'link', 'show', 'master', bridge])).stdout.split('\n').filter(Boolean);
  const tables = (await run('nft', ['list', 'tables'])).stdout.split('\n');
  return [bridge, ...cables, ...tables.filter((table) => table.includes(bridge.replace('-', '_')))];
}
