import { createControllerClient, createElection, type Election, systemClock } from '@flotilla/controller';
import { isStatus } from '@flotilla/machinery';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigMaps, Leases, Namespaces, namespace } from './objects.ts';
import { type ControllerProcess, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world?.stop());

const times = { leaseMs: 1000, renewDeadlineMs: 700, renewEveryMs: 300, retryMs: 100 };

/** A candidate that tells when it leads. */
function candidate({ deps }: ControllerProcess, name: string, identity: string) {
  const { registry, log } = deps;
  const election: Election = createElection(
    { registry, clock: systemClock, log },
    { name, user: 'system:kube-scheduler', identity, times },
  );
  const stopping = new AbortController();
  const leads = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<void>();
  const running = election.run(async (signal) => {
    leads.resolve();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    lost.resolve();
  }, stopping.signal);
  const client = createControllerClient(registry, { name: 'test-controller', guards: () => election.guards() });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  return { election, client, leads: leads.promise, lost: lost.promise, stop };
}

const configMap = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'kube-system', name },
});

test('candidates stand by until the namespace of the Lease is there, and then one leads', async () => {
  const process = await world.process();
  const [first, second] = ['a', 'b'].map((identity) => candidate(process, 'waits', identity));
  if (first === undefined || second === undefined) throw new Error('two candidates');
  expect(() => first.election.guards()).toThrow('must be led, and is not yet');
  await world.client.create(Namespaces, namespace('kube-system'));
  await Promise.race([first.leads, second.leads]);
  const { spec } = await world.until(Leases, 'kube-system/waits', () => true);
  expect(['a', 'b']).toContain(spec?.holderIdentity);
  await Promise.all([first.stop(), second.stop()]);
});

test('a leader that ends gives the Lease back, and the next leads at once', async () => {
  const process = await world.process();
  const first = candidate(process, 'hands-over', 'a');
  await first.leads;
  const second = candidate(process, 'hands-over', 'b');
  await first.stop();
  await second.leads;
  const { spec } = await world.until(Leases, 'kube-system/hands-over', ({ spec: now }) => now?.holderIdentity === 'b');
  expect(spec?.leaseTransitions).toBe(1);
  await second.stop();
});

test('a leader that was cut off is followed by another, and cannot write any more', async () => {
  const [cut, well] = await Promise.all([world.process(), world.process()]);
  const first = candidate(cut, 'takes-over', 'a');
  await first.leads;
  await first.client.create(ConfigMaps, configMap('while-leading'));
  const guards = first.election.guards();
  await cut.close();
  await first.lost;
  const second = candidate(well, 'takes-over', 'b');
  await second.leads;
  const deposed = createControllerClient(well.registry, { name: 'test-controller', guards: () => guards });
  const refused = await deposed.create(ConfigMaps, configMap('too-late')).catch((error: unknown) => error);
  expect(isStatus(refused, 'Conflict')).toBe(true);
  expect(await world.client.get(ConfigMaps, { namespace: 'kube-system', name: 'too-late' })).toBeUndefined();
  await second.client.create(ConfigMaps, configMap('of-the-next'));
  await Promise.all([first.stop(), second.stop()]);
});
