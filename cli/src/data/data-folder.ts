import { mkdirSync, realpathSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where everything of one Flotilla on this machine is kept. */
export interface DataFolder {
  readonly path: string;
  readonly lockFile: string;
  /** What is decided once and kept: {@link ClusterRecord}. */
  readonly recordFile: string;
  /** What runs now: {@link RunState}. */
  readonly stateFile: string;
  /** What `prepare` last wrote, and from what. */
  readonly preparedFile: string;
  /** There while Pods may have containers and networks on this machine. */
  readonly podsFile: string;
  /** There while there are further nodes on this machine: {@link LocalNetwork}. */
  readonly localNodesFile: string;
  /** The Docker Engine's processes, where `up` started them. */
  readonly engineFile: string;
  readonly kubeconfig: string;
  /** Certificates and keys. */
  readonly keys: string;
  readonly settings: string;
  readonly logs: string;
  readonly redis: string;
  readonly nats: string;
  readonly redisConfig: string;
  readonly natsConfig: string;
  readonly traefikConfig: string;
  /** What the ingress service writes for Traefik. */
  readonly proxyFile: string;
  /** One folder a process, for what it keeps. */
  readonly processes: string;
  /** The ring of spans. */
  readonly telemetry: string;
}

export function defaultDataPath(): string {
  return join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local/state'), 'flotilla');
}

/** Makes the folder and those in it; nobody but its owner may enter. */
export function openDataFolder(given: string): DataFolder {
  mkdirSync(given, { recursive: true, mode: 0o700 });
  const folder = describeDataFolder(realpathSync(given));
  for (const inner of [
    folder.keys,
    folder.settings,
    folder.logs,
    folder.redis,
    folder.nats,
    folder.processes,
    folder.telemetry,
    dirname(folder.proxyFile),
  ]) {
    mkdirSync(inner, { recursive: true, mode: 0o700 });
  }
  return folder;
}

export function describeDataFolder(path: string): DataFolder {
  const at = (name: string) => join(path, name);
  return {
    path,
    lockFile: at('lock'),
    recordFile: at('cluster.json'),
    stateFile: at('running.json'),
    preparedFile: at('prepared.json'),
    podsFile: at('pods'),
    localNodesFile: at('local-nodes.json'),
    engineFile: at('engine.json'),
    kubeconfig: at('kubeconfig'),
    keys: at('keys'),
    settings: at('settings'),
    logs: at('logs'),
    redis: at('redis'),
    nats: at('nats'),
    redisConfig: at('settings/redis.conf'),
    natsConfig: at('settings/nats.conf'),
    traefikConfig: at('settings/traefik.yml'),
    proxyFile: at('proxy/routes.yml'),
    processes: at('processes'),
    telemetry: at('telemetry'),
  };
}

export function settingsFile(folder: DataFolder, process: string): string {
  return join(folder.settings, `${process}.json`);
}

export function logFile(folder: DataFolder, process: string): string {
  return join(folder.logs, `${process}.log`);
}

/**
 * Where Redis listens. A unix socket's path is at most 107 bytes long (unix(7)), so a deep data folder gets a folder
 * of its own under the temporary one.
 */
export function redisSocketPath(folder: DataFolder, clusterId: string): string {
  const path = join(folder.redis, 'redis.sock');
  if (Buffer.byteLength(path) <= 107) return path;
  const short = join(tmpdir(), `flotilla-${clusterId}`);
  mkdirSync(short, { recursive: true, mode: 0o700 });
  return join(short, 'redis.sock');
}
