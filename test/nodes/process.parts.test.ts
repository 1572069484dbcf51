import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mintNode } from '@flotilla/bus';
import { createClusterController } from '@flotilla/cluster-controller';
import { type Settings, settingsVariable } from '@flotilla/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Nodes, Pods } from '../controllers/objects.ts';
import { startWorld, type World } from '../controllers/world.ts';
import { type RunningGateway, startGateway } from './node.ts';
import { podOn } from './objects.ts';

const main = join(import.meta.dirname, '../../services/node-agent/src/main.ts');
const names = ['simulated-0', 'simulated-1', 'simulated-2'];

let world: World;
let gateway: RunningGateway;
let folder: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-nodes-'));
  world = await startWorld();
  const { deps } = await world.process('cluster-controller');
  const controller = createClusterController(deps, { rootCertificate: 'none' });
  await controller.start();
  closing.push(() => controller.stop());
  gateway = await startGateway(world);
  closing.push(() => gateway.stop());
});

afterAll(async () => {
  for (const close of closing.toReversed()) await close();
  await world?.stop();
  rmSync(folder, { recursive: true });
});

async function startProcess(): Promise<ChildProcess> {
  const settingsFile = join(folder, 'settings.json');
  const url = `nats://${world.nats.servers[0]}`;
  const simulatedNodes = names.map(async (name) => {
    return { name, bus: { url, credentials: await mintNode(world.nats.authority, name) } };
  });
  const settings: Settings = {
    cluster: { id: 'a', domain: 'b', podRange: 'c', serviceRange: 'd', authorityFile: 'e', apiUrl: 'f' },
    logLevel: 'error',
    dataFolder: folder,
    telemetry: { folder },
    simulatedNodes: await Promise.all(simulatedNodes),
  };
  writeFileSync(settingsFile, JSON.stringify(settings));
  const child = fork(main, [], { env: { ...process.env, [settingsVariable]: settingsFile }, execArgv: [] });
  closing.push(async () => child.exitCode ?? child.signalCode ?? (child.kill('SIGKILL') && once(child, 'exit')));
  await once(child, 'message');
  return child;
}

test('one process is several nodes, each of which runs its Pods until they are deleted', async () => {
  const child = await startProcess();
  for (const name of names) {
    await world.until(Nodes, name, ({ spec, status }) => {
      const ready = status?.conditions?.find(({ type }) => type === 'Ready');
      return spec?.podCIDR !== undefined && ready?.status === 'True';
    });
    await world.client.create(Pods, podOn(name, `on-${name}`));
  }
  for (const name of names) {
    const running = await world.until(Pods, `default/on-${name}`, ({ status }) => status?.phase === 'Running');
    expect(running.status?.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }));
  }
  await world.client.delete(Pods, { namespace: 'default', name: 'on-simulated-1' });
  await world.untilGone(Pods, 'default/on-simulated-1');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
