import { join } from 'node:path';
import { settingsVariable } from '@flotilla/process';
import type { ClusterRecord, ProxyPorts } from '../data/cluster-record.ts';
import { type DataFolder, logFile, redisSocketPath, settingsFile } from '../data/data-folder.ts';
import { findProgram } from '../machine/tools.ts';
import { type Arrangement, controlPlaneServices } from '../services.ts';
import type { ChildSpec } from '../supervisor/child.ts';
import { probeHttp, probeNats, probeRedis } from '../supervisor/probes.ts';

const root = join(import.meta.dirname, '../../..');

export function redisSpec(folder: DataFolder, record: ClusterRecord): ChildSpec {
  const socketPath = redisSocketPath(folder, record.id);
  return {
    name: 'redis',
    command: [findProgram('redis-server') ?? 'redis-server', folder.redisConfig],
    logFile: logFile(folder, 'redis'),
    probe: () => probeRedis(socketPath, record.redisPassword),
  };
}

/** `host` is the address that it listens on. */
export function natsSpec(folder: DataFolder, record: ClusterRecord, host: string): ChildSpec {
  return {
    name: 'nats',
    command: [findProgram('nats-server') ?? 'nats-server', '--config', folder.natsConfig],
    logFile: logFile(folder, 'nats'),
    probe: () => probeNats(host, record.natsPort),
  };
}

/** What serves Ingresses, as `services/ingress` writes. */
export function traefikSpec(folder: DataFolder, { program, ports }: { program: string; ports: ProxyPorts }): ChildSpec {
  return {
    name: 'traefik',
    command: [program, `--configFile=${folder.traefikConfig}`],
    logFile: logFile(folder, 'traefik'),
    probe: () => probeHttp(ports.api, '/ping'),
  };
}

/** The control plane: one process for all of its services, or one a service. */
export function controlPlaneSpecs(folder: DataFolder, arrangement: Arrangement, servesIngresses: boolean): ChildSpec[] {
  if (arrangement === 'together') return [nodeSpec(folder, 'control-plane', 'cli/src/control-plane.ts')];
  return controlPlaneServices
    .filter((service) => service !== 'ingress' || servesIngresses)
    .map((service) => nodeSpec(folder, service, `services/${service}/src/main.ts`));
}

/** Real or simulated nodes; the settings of that name tell which. */
export function nodeAgentSpec(folder: DataFolder, name: 'node-agent' | 'simulated-nodes'): ChildSpec {
  return nodeSpec(folder, name, 'services/node-agent/src/main.ts');
}

/** glibc gives each thread a heap of its own; here one thread does the work, and the others' hold 5 to 15 MB for nothing. */
const oneHeap = { MALLOC_ARENA_MAX: '1' };

/** A service of Flotilla, whose settings have its name. */
export function nodeSpec(folder: DataFolder, name: string, script: string): ChildSpec {
  return {
    name,
    command: [process.execPath, join(root, script)],
    environment: { ...oneHeap, [settingsVariable]: settingsFile(folder, name) },
    logFile: logFile(folder, name),
  };
}
