import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../harness/cluster.ts';
import { lines } from '../harness/machine.ts';
import { until } from '../harness/until.ts';
import { allExamples, severalNodes, titleOf, workThrough } from './examples.ts';

/** They wait for the clock most of the time, and disturb no other. */
const beside = ['01-pod', '10-cron-job'];
/** The longest takes three minutes where nothing else runs. */
const timeout = 600_000;

const all = allExamples();
const examples = all.filter(({ name }) => name !== severalNodes);
const before = new Map<string, readonly string[]>();
const under = new Map<string, Promise<void>>();
let cluster: Cluster;

/** The names of what is there, of all namespaces. */
async function namesOf(path: string): Promise<string[]> {
  return (await cluster.client.list(path)).items.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
}

const networkNamespaces = async () => (await lines('ip', 'netns')).filter((line) => line.startsWith('flotilla-'));

const lists = ['/api/v1/namespaces', '/api/v1/nodes', '/api/v1/pods', '/api/v1/persistentvolumes'];

describe('the walk-through', () => {
  beforeAll(async () => {
    cluster = await startCluster();
    for (const path of lists) before.set(path, await namesOf(path));
    for (const example of examples.filter(({ name }) => beside.includes(name))) {
      const run = workThrough(cluster, example);
      run.catch(() => {});
      under.set(example.name, run);
    }
  });
  afterAll(async () => {
    await Promise.allSettled(under.values());
    await cluster.destroy();
  });

  for (const example of examples) {
    test.skipIf(example.lacks !== undefined)(
      titleOf(example),
      { timeout },
      () => under.get(example.name) ?? workThrough(cluster, example),
    );
  }

  test('leaves nothing behind', { timeout }, async () => {
    for (const path of lists) {
      await until(`what was there before is there, of ${path}`, async () => {
        expect(await namesOf(path)).toEqual(before.get(path));
        return true;
      });
    }
    const { owner } = await cluster.footprint();
    const ofPods = ['--filter', `label=${owner}`, '--filter', 'label=io.kubernetes.container.name'];
    expect(await lines('docker', 'ps', '--all', '--quiet', ...ofPods)).toEqual([]);
  });
});

describe('on a cluster of three nodes', () => {
  for (const example of all.filter(({ name }) => name === severalNodes)) {
    test(`${titleOf(example)}, and nothing is left of them`, { timeout }, async () => {
      const namespaces = await networkNamespaces();
      const wide = await startCluster({ args: ['--nodes', '3'] });
      try {
        await workThrough(wide, example);
        expect(await networkNamespaces()).toHaveLength(namespaces.length + 3);
        expect(await wide.end('SIGTERM')).toBe(0);
      } finally {
        await wide.destroy();
      }
      expect(await networkNamespaces()).toEqual(namespaces);
    });
  }
});
