import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { createDockerRuntime } from '../runtime/docker/docker-runtime.ts';
import { createDockerodeEngine } from '../runtime/docker/dockerode-engine.ts';
import type { Engine } from '../runtime/docker/engine.ts';
import { ensureDemoImage } from '../runtime/docker/images/ensure-images.ts';
import type { Owner } from '../runtime/docker/translate/labels.ts';
import type { PodRuntime } from '../runtime/runtime.ts';

/** The machine's Docker, for one test: a cluster id, range and folder of its own, and nothing left at the end. */
export interface DockerSubject {
  readonly engine: Engine;
  readonly owner: Owner;
  readonly dataFolder: string;
  readonly range: string;
  /** Another runtime of the same node, as after a restart of its agent; `changes` are to how it speaks to Docker. */
  createRuntime(changes?: Partial<Engine>): PodRuntime;
  /** Removes everything of this node that is still there. */
  close(): Promise<void>;
}

export const dockerSocket = '/var/run/docker.sock';

/** `serviceRange`: as CIDR, where the test needs Services. */
export async function createDockerSubject(services: { readonly serviceRange?: string } = {}): Promise<DockerSubject> {
  const engine = createDockerodeEngine(dockerSocket);
  await ensureDemoImage(engine);
  const owner = { cluster: randomUUID(), node: 'test' };
  const dataFolder = await mkdtemp(join(tmpdir(), 'flotilla-node-'));
  const range = freeRange();
  const createRuntime = (changes?: Partial<Engine>) =>
    createDockerRuntime(
      { engine: { ...engine, ...changes }, clock: systemClock },
      {
        owner,
        dataFolder,
        hostAddress: '192.0.2.1',
        clusterDomain: 'cluster.local',
        clusterRange: '10.192.0.0/10',
        ...services,
        cpus: 2,
        memoryBytes: 8 * 1024 ** 3,
      },
    );
  return {
    engine,
    owner,
    dataFolder,
    range,
    createRuntime,
    async close() {
      const cleaner = createRuntime();
      await cleaner.start();
      await cleaner.close();
      await cleaner.destroy();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Tests run beside each other on one machine, whose routes they share: one of 16,384 ranges is rarely another's. */
function freeRange(): string {
  const [second, third] = crypto.getRandomValues(new Uint8Array(2));
  return `10.${192 + ((second ?? 0) % 64)}.${third ?? 0}.0/24`;
}
