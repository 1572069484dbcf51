import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../harness/cluster.ts';
import { nothingOf, remainsOf } from '../harness/footprint.ts';
import { findKubectl } from '../harness/kubectls.ts';
import { allExamples, severalNodes, titleOf, workThrough } from './examples.ts';

/** The least and the most between two kills; a process that is killed again sooner is started again ever later. */
const pausesMs = { least: 3_000, most: 9_000 };
const timeout = 900_000;

/**
 * Where a process is needed at every moment, it is not killed. While there is no proxy, nothing carries a request; spans
 * that a process has not ended are lost with it.
 */
const isSpared: Readonly<Record<string, (process: string) => boolean>> = {
  '14-zero-loss': (process) => process === 'traefik',
  '16-trace': (process) => process !== 'redis',
};

const examples = allExamples().filter(({ name }) => name !== severalNodes);

describe.each([
  ['in few processes', []],
  ['with a process for each service', ['--processes']],
] as const)('the walk-through %s while one after the other is killed', (_, args) => {
  let cluster: Cluster;
  let environment: Record<string, string>;

  beforeAll(async () => {
    cluster = await startCluster({ args });
    environment = {
      KUBECTL: join(import.meta.dirname, 'kubectl-again'),
      KUBECTL_ONCE: await findKubectl('1.36'),
      FLOTILLA_EXAMPLE_SECONDS: '180',
    };
  });
  afterAll(() => cluster.destroy());

  for (const example of examples) {
    test.skipIf(example.lacks !== undefined)(titleOf(example), { timeout }, async () => {
      const over = new AbortController();
      const killed: string[] = [];
      const killing = killOneAfterTheOther(over.signal, isSpared[example.name] ?? (() => false), killed);
      try {
        await workThrough(cluster, example, environment);
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : error}killed meanwhile: ${killed.join(', ')}`);
      } finally {
        over.abort();
        await killing;
      }
    });
  }

  test('at its end nothing is left', { timeout }, async () => {
    const namespaces = await cluster.client.list('/api/v1/namespaces');
    expect(namespaces.items.map(({ metadata }) => metadata.name)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
    const footprint = await cluster.footprint();
    expect((await cluster.flotilla('down')).code).toBe(0);
    expect(await remainsOf(footprint)).toEqual(nothingOf(footprint));
  });

  async function killOneAfterTheOther(
    signal: AbortSignal,
    spare: (process: string) => boolean,
    killed: string[],
  ): Promise<void> {
    const { least, most } = pausesMs;
    while (!signal.aborted) {
      await delay(least + Math.random() * (most - least), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const victims = cluster.processes().filter(({ name }) => !spare(name));
      const victim = victims[Math.floor(Math.random() * victims.length)]?.name;
      if (victim === undefined) continue;
      killed.push(victim);
      await cluster.kill(victim);
    }
  }
});
