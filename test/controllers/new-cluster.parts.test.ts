import { createClusterController } from '@flotilla/cluster-controller';
import type { NodeCondition } from '@flotilla/kinds/core/v1';
import type { PriorityClass } from '@flotilla/kinds/scheduling/v1';
import { resourceType } from '@flotilla/registry';
import { createScheduler } from '@flotilla/scheduler';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Leases, Nodes, node, nodeLease, Pods, pod } from './objects.ts';
import { startWorld, type World } from './world.ts';

const PriorityClasses = resourceType<PriorityClass>('scheduling.k8s.io/v1', 'PriorityClass');

let world: World;
let stop: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  const { deps } = await world.process();
  const services = [createClusterController(deps, { rootCertificate: 'PEM' }), createScheduler(deps)];
  for (const service of services) await service.start();
  stop = async () => {
    for (const service of services.toReversed()) await service.stop();
  };
});

afterAll(async () => {
  await stop?.();
  await world?.stop();
});

test('a new cluster has the classes of the system’s own Pods', async () => {
  const classes = await Promise.all(
    ['system-node-critical', 'system-cluster-critical'].map((name) => world.until(PriorityClasses, name, Boolean)),
  );
  expect(classes.map(({ value }) => value)).toEqual([2_000_001_000, 2_000_000_000]);
});

test('a new node takes Pods once it is ready, and bears no taint then', async () => {
  const { client, until } = world;
  const ready = (status: string): { conditions: NodeCondition[] } => ({ conditions: [{ type: 'Ready', status }] });
  const { status, ...rest } = node('new');
  const made = await client.create(Nodes, { ...rest, status: { ...status, ...ready('False') } });
  expect(made.spec?.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
  await client.create(Leases, nodeLease('new'));
  await client.create(Pods, pod('early', { priorityClassName: 'system-node-critical' }));
  const refused = await until(Pods, 'default/early', ({ status }) => (status?.conditions ?? []).length > 0);
  expect(refused.spec?.priority).toBe(2_000_001_000);
  expect(refused.status?.conditions?.[0]?.message).toContain('1 node(s) had untolerated taint(s)');
  await client.updateStatus(Nodes, { name: 'new' }, (present) => {
    present.status = { ...present.status, ...ready('True') };
  });
  await until(Pods, 'default/early', ({ spec }) => spec?.nodeName === 'new');
  const taken = await until(Nodes, 'new', ({ spec }) => spec?.taints === undefined);
  expect(taken.spec).not.toHaveProperty('taints');
});
