import { resolve } from 'node:path';
import { createApiClient } from '../api-client.ts';
import type { Command } from '../command.ts';
import { readRecord } from '../data/cluster-record.ts';
import { type DataFolder, defaultDataPath, describeDataFolder } from '../data/data-folder.ts';
import { type RunningChild, type RunState, readLiveState } from '../data/run-state.ts';
import { residentBytes } from '../machine/process-identity.ts';
import { readNodeReadiness } from '../node-readiness.ts';
import { readOptions } from '../options.ts';
import { formatTable } from '../terminal/table.ts';

/** Shows what runs on this machine. */
export const status: Command = {
  usage: '[--data DIR]',
  summary: 'Shows processes, nodes and Pods. Exits with 1 where the cluster does not run, or not whole.',
  run: async (args) => {
    const values = readOptions(args, { data: { type: 'string', default: defaultDataPath() } });
    const folder = describeDataFolder(resolve(values.data));
    const state = readLiveState(folder);
    if (state === undefined) {
      console.log(`Nothing runs on ${folder.path}. Start it with: flotilla up --data ${folder.path}`);
      return 1;
    }
    console.log(formatProcesses(state, Date.now()));
    console.log(`\nAPI     ${state.apiUrl}\nData    ${folder.path}\nConfig  export KUBECONFIG=${folder.kubeconfig}`);
    const cluster = await describeCluster(folder);
    console.log(cluster.lines.join('\n'));
    const whole = state.children.length > 0 && state.children.every((child) => child.process !== undefined);
    return whole && cluster.answers ? 0 : 1;
  },
};

/** One row a process, the supervisor first. */
export function formatProcesses(state: RunState, nowMs: number): string {
  const header = ['PROCESS', 'PID', 'UP SINCE', 'RESTARTS', 'MEMORY'];
  const supervisor = ['flotilla', String(state.supervisor.pid), '', '', memoryOf(state.supervisor.pid)];
  return formatTable([header, supervisor, ...state.children.map((child) => describeChild(child, nowMs))]);
}

function describeChild(child: RunningChild, nowMs: number): string[] {
  const { name, process, since, restarts } = child;
  if (process === undefined) return [name, '-', 'starting again', String(restarts), '-'];
  return [name, String(process.pid), formatAge(nowMs - since), String(restarts), memoryOf(process.pid)];
}

function memoryOf(pid: number): string {
  const bytes = residentBytes(pid);
  return bytes === undefined ? '-' : `${Math.round(bytes / 1024 / 1024)} MiB`;
}

/** `42s`, `5m10s`, `3h5m`, `2d4h`. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const units: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const first = units.findIndex(([count]) => count > 0);
  const shown = first === -1 ? units.slice(-1) : units.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count}${unit}`).join('');
}

async function describeCluster(folder: DataFolder): Promise<{ answers: boolean; lines: string[] }> {
  const record = readRecord(folder);
  if (record === undefined) return { answers: false, lines: [] };
  const api = createApiClient({ port: record.apiPort, keysFolder: folder.keys });
  try {
    const [nodes, pods] = await Promise.all([api.get('/api/v1/nodes'), api.get('/api/v1/pods')]);
    return { answers: true, lines: [`Nodes   ${countNodes(nodes)}`, `Pods    ${countPods(pods)}`] };
  } catch (error) {
    return { answers: false, lines: [error instanceof Error ? error.message : String(error)] };
  } finally {
    api.close();
  }
}

function countNodes(list: unknown): string {
  const nodes = readNodeReadiness(list);
  return `${nodes.filter(({ ready }) => ready).length} of ${nodes.length} Ready`;
}

/** `7: 5 Running, 2 Pending`. */
export function countPods(list: unknown): string {
  const { items = [] } = list as { items?: readonly { status?: { phase?: string } }[] };
  const phases = Map.groupBy(items, ({ status }) => status?.phase ?? 'Unknown');
  const parts = [...phases].map(([phase, pods]) => `${pods.length} ${phase}`);
  return parts.length === 0 ? '0' : `${items.length}: ${parts.join(', ')}`;
}
