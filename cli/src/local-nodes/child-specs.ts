import { join } from 'node:path';
import { type DataFolder, logFile } from '../data/data-folder.ts';
import { engineAnswers } from '../machine/engine.ts';
import { findProgram } from '../machine/tools.ts';
import type { ChildSpec } from '../supervisor/child.ts';
import { nodeSpec } from '../up/child-specs.ts';
import type { LocalNode } from './plan.ts';

/** The node's Engine. Its containers end with it. */
export function localEngineSpec(folder: DataFolder, node: LocalNode): ChildSpec {
  const { namespace, dockerSocket, runFolder, dataFolder } = node;
  const name = `docker-${node.process.replace('node-agent-', '')}`;
  const pidFile = join(runFolder, 'docker.pid');
  const dockerd = [
    findProgram('dockerd') ?? 'dockerd',
    `--host=unix://${dockerSocket}`,
    `--data-root=${join(dataFolder, 'docker')}`,
    `--exec-root=${join(runFolder, 'exec')}`,
    `--pidfile=${pidFile}`,
    // A containerd of the machine's, where one runs, is used by all: each has its own part of it.
    `--containerd-namespace=${namespace}`,
    `--containerd-plugins-namespace=${namespace}-plugins`,
    '--bridge=none',
    '--iptables=false',
    '--shutdown-timeout=1',
  ];
  // What one that was killed left behind keeps the next from starting.
  const clear = `rm -f ${pidFile} ${join(runFolder, 'exec/containerd/containerd.pid')}`;
  return {
    name,
    command: inNamespace(node, ['sh', '-c', `${clear}; exec "$@"`, 'sh', ...dockerd]),
    logFile: logFile(folder, name),
    probe: () => engineAnswers(dockerSocket),
  };
}

export function localAgentSpec(folder: DataFolder, node: LocalNode): ChildSpec {
  const spec = nodeSpec(folder, node.process, 'services/node-agent/src/main.ts');
  return { ...spec, command: inNamespace(node, spec.command) };
}

/** `ip netns exec` would give a /sys of its own, without the cgroups that an Engine needs. */
export function inNamespace({ namespace }: LocalNode, command: readonly string[]): [string, ...string[]] {
  return ['nsenter', `--net=/run/netns/${namespace}`, ...command];
}
