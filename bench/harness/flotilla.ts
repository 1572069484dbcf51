import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import type { Server } from './server.ts';

export const root = join(import.meta.dirname, '../..');
const launcher = join(root, 'flotilla');

export interface FlotillaOptions {
  /** Added to `flotilla up`. */
  readonly words?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Flotilla extends Server {
  /** From the command to Ready nodes. */
  readonly startMs: number;
  /** Where everything of it is kept. */
  readonly dataFolder: string;
  /** Where its reverse proxy listens for HTTP. Undefined where it has found no Traefik. */
  readonly httpPort: number | undefined;
  /** Calls kubectl, and resolves with what it prints. */
  kubectl(...words: readonly string[]): Promise<string>;
}

/** Ranges that a cluster of the machine's user does not use, so that both may run. */
const ranges = [
  '--pod-range',
  '10.212.0.0/17',
  '--service-range',
  '10.212.128.0/17',
  '--http-port',
  '0',
  '--https-port',
  '0',
];

/** Runs `flotilla up` on a fresh data folder. */
export async function startFlotilla({ words = [], environment = {} }: FlotillaOptions = {}): Promise<Flotilla> {
  const data = mkdtempSync(join(tmpdir(), 'flotilla-bench-'));
  const startedMs = performance.now();
  await run(launcher, ['up', '--detach', '--data', data, '--port', '0', ...ranges, ...words], environment);
  const startMs = performance.now() - startedMs;
  const { supervisor, apiUrl, children } = JSON.parse(readFileSync(join(data, 'running.json'), 'utf8')) as RunState;
  const { proxy } = JSON.parse(readFileSync(join(data, 'cluster.json'), 'utf8')) as ClusterRecord;
  const key = (name: string) => join(data, 'keys', name);
  return {
    name: 'Flotilla',
    startMs,
    dataFolder: data,
    httpPort: proxy?.http,
    kubectl: (...words) => run('kubectl', words, { KUBECONFIG: join(data, 'kubeconfig') }),
    url: apiUrl,
    files: { authority: key('ca.crt'), certificate: key('admin.crt'), key: key('admin.key') },
    processes: new Map([
      ['supervisor', supervisor.pid],
      ...children.map(({ name, process }) => [name, process.pid] as const),
    ]),
    async stop() {
      await run(launcher, ['down', '--data', data], environment);
      rmSync(data, { recursive: true });
    },
  };
}

/** What a data folder's `running.json` says. */
interface RunState {
  readonly supervisor: { readonly pid: number };
  readonly apiUrl: string;
  readonly children: readonly { readonly name: string; readonly process: { readonly pid: number } }[];
}

/** What its `cluster.json` says. */
interface ClusterRecord {
  readonly proxy?: { readonly http: number };
}
