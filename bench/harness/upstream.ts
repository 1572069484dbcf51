import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import type { Server } from './server.ts';

/**
 * The folder of upstream's binaries (etcd, kube-apiserver, kube-scheduler, kube-controller-manager), which the
 * environment's UPSTREAM names. Undefined where there is none: then its column is left out.
 */
export const upstreamBinaries = process.env.UPSTREAM;

export type Component = 'etcd' | 'apiserver' | 'scheduler' | 'controller-manager';

export interface Upstream extends Server {
  /** From the first process to where Pods can be made; the time that certificates take is left out. */
  readonly startMs: number;
}

const scripts = join(import.meta.dirname, '../upstream');
const everything: readonly Component[] = ['etcd', 'apiserver', 'scheduler', 'controller-manager'];

/** Runs upstream's control plane on a fresh folder. */
export async function startUpstream(binaries: string, components = everything): Promise<Upstream> {
  const folder = mkdtempSync(join(tmpdir(), 'upstream-bench-'));
  const output = await run(join(scripts, 'up.sh'), [folder, ...components], { BIN: binaries });
  const pki = (name: string) => join(folder, 'pki', name);
  return {
    name: 'upstream',
    startMs: startMsOf(output),
    url: 'https://127.0.0.1:16443',
    files: { authority: pki('ca.crt'), certificate: pki('admin.crt'), key: pki('admin.key') },
    processes: new Map(components.map((name) => [name, Number(readFileSync(join(folder, 'pid', name), 'utf8'))])),
    async stop() {
      await run(join(scripts, 'down.sh'), [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Scheduler and controller manager are started one after the other, but need not be. */
function startMsOf(output: string): number {
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as StartLine);
  const msOf = (label: string) => {
    const line = lines.find((found) => found.label === label);
    return line?.working_ms ?? line?.leading_ms ?? line?.ready_ms ?? 0;
  };
  return msOf('etcd') + msOf('kube-apiserver') + Math.max(msOf('kube-scheduler'), msOf('kube-controller-manager'));
}

interface StartLine {
  readonly label: string;
  readonly ready_ms: number;
  readonly leading_ms?: number;
  readonly working_ms?: number;
}
