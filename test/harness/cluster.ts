import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeDataFolder, findTraefik, type RunningChild, readRunState } from '@flotilla/cli/testing';
import { type ApiClient, createApiClient } from './api-client.ts';
import type { ApiObject } from './api-object.ts';
import { type FlotillaRun, flotilla, root } from './flotilla.ts';
import { type Footprint, takeFootprint } from './footprint.ts';
import { createKubectl, type Kubectl } from './kubectl.ts';
import { findKubectl, type KubectlVersion, kubectlVersions } from './kubectls.ts';
import { type FreeRanges, freeRanges } from './machine.ts';
import { until } from './until.ts';

export interface ClusterOptions {
  /** A data folder of an earlier one; a new one where absent. */
  readonly dataPath?: string;
  /** Of `up`, besides the data folder, a port and a Pod range. */
  readonly args?: readonly string[];
}

/** A cluster that `./flotilla up` runs in the foreground. */
export interface Cluster {
  readonly dataPath: string;
  readonly kubeconfig: string;
  readonly nodeName: string;
  /** The process of `up`. */
  readonly pid: number;
  readonly client: ApiClient;
  /** Everything `up` has written so far. */
  output(): string;
  kubectl(version?: KubectlVersion): Promise<Kubectl>;
  /** Runs `./flotilla COMMAND --data …`. */
  flotilla(command: string, ...args: readonly string[]): Promise<FlotillaRun>;
  processes(): readonly RunningChild[];
  /** With -9. Resolves when `up` has started the process again. */
  kill(process: string): Promise<void>;
  footprint(): Promise<Footprint>;
  /** Sends `up` a signal; resolves with its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Removes what is left of it, data included. */
  destroy(): Promise<void>;
}

/** The processes that `up` starts, as `status` lists them; Traefik where this machine has one. */
export const children: readonly string[] = [
  'redis',
  'nats',
  'control-plane',
  ...(findTraefik() === undefined ? [] : ['traefik']),
  'node-agent',
];

const upWithinMs = 120_000;

/** Resolves when `up` has said that it is up; rejects with what it wrote where it ends before. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const dataPath = options.dataPath ?? mkdtempSync(join(tmpdir(), 'flotilla-cluster-'));
  const ranges = options.dataPath === undefined ? rangeOptions(await freeRanges()) : [];
  const args = ['up', '--data', dataPath, '--port', '0', ...ranges, ...(options.args ?? [])];
  // A cluster whose test is killed ends as well.
  const up = spawn('setpriv', ['--pdeathsig', 'TERM', join(root, 'flotilla'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(up, 'exit').then(([code]) => code as number | null);
  let written = '';
  const keep = (chunk: Buffer) => {
    written += chunk;
  };
  for (const stream of [up.stdout, up.stderr]) stream.on('data', keep);
  const started = until('the cluster is up', () => (written.includes('Flotilla is up') ? true : undefined), upWithinMs);
  const failed = ended.then((code) => Promise.reject(new Error(`up ended with ${code}:\n${written}`)));
  await Promise.race([started, failed]);
  failed.catch(() => {});
  return describe(dataPath, { pid: up.pid ?? 0, output: () => written, ended });
}

export function rangeOptions({ pods, services }: FreeRanges): string[] {
  return ['--pod-range', pods, '--service-range', services, '--http-port', '0', '--https-port', '0'];
}

interface Up {
  readonly pid: number;
  output(): string;
  readonly ended: Promise<number | null>;
}

function describe(dataPath: string, { pid, output, ended }: Up): Cluster {
  const folder = describeDataFolder(dataPath);
  const record = JSON.parse(readFileSync(folder.recordFile, 'utf8'));
  const key = (name: string) => readFileSync(join(folder.keys, name), 'utf8');
  const client = createApiClient({
    host: '127.0.0.1',
    port: record.apiPort,
    authority: key('ca.crt'),
    client: { certificate: key('admin.crt'), key: key('admin.key') },
  });
  const kubectls: Kubectl[] = [];
  const processes = () => readRunState(folder)?.children ?? [];
  return {
    dataPath,
    kubeconfig: folder.kubeconfig,
    nodeName: record.nodeName,
    pid,
    client,
    output,
    processes,
    async kubectl(version = kubectlVersions[0] ?? '1.36') {
      const made = createKubectl(await findKubectl(version), folder.kubeconfig);
      kubectls.push(made);
      return made;
    },
    flotilla: (command, ...args) => flotilla([command, ...args, '--data', dataPath]),
    kill: (name) => killChild(processes, name),
    async footprint() {
      const pods = await client.list('/api/v1/pods');
      return takeFootprint({
        clusterId: record.id,
        nodeName: record.nodeName,
        bridgeAddress: await bridgeAddress(client, record.nodeName),
        podUids: pods.items.map(({ metadata }) => metadata.uid),
        processes: [pid, ...processes().flatMap((child) => child.process?.pid ?? [])],
      });
    },
    async end(signal) {
      process.kill(pid, signal);
      return ended;
    },
    async destroy() {
      client.close();
      for (const kubectl of kubectls) kubectl.close();
      await flotilla(['down', '--data', dataPath]);
      rmSync(dataPath, { recursive: true, force: true });
    },
  };
}

async function killChild(processes: () => readonly RunningChild[], name: string): Promise<void> {
  const find = () => processes().find((child) => child.name === name);
  const pid = find()?.process?.pid;
  if (pid === undefined) throw new Error(`Cannot kill ${name}: it must run`);
  process.kill(pid, 'SIGKILL');
  await until(`${name} runs again`, () => {
    const again = find()?.process?.pid;
    return again === undefined || again === pid ? undefined : true;
  });
}

async function bridgeAddress(client: ApiClient, nodeName: string): Promise<string> {
  const node = await client.get<ApiObject & { spec: { podCIDR: string } }>(`/api/v1/nodes/${nodeName}`);
  return node.spec.podCIDR.replace(/\.\d+\/\d+$/, '.1');
}
