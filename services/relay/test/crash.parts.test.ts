import { setTimeout as sleep } from 'node:timers/promises';
import type { Change } from '@flotilla/bus';
import { expect, it, onTestFinished } from 'vitest';
import { type Child, startChild } from './child.ts';
import { type Platform, readUntil, startPlatform } from './platform.ts';
import type { Acknowledged } from './writer-process.ts';

const crashingMs = 15_000;

/** A sequence that the same seed repeats: numbers from 0 to 1. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Kills Redis, NATS and two relays with -9, one or several at a time, and starts each again. */
async function crashAround(platform: Platform, random: () => number): Promise<Record<string, number>> {
  const connections = { store: platform.redis.connection, bus: await platform.relayConnection() };
  const startRelay = () => startChild('relay-process.ts', connections);
  const relays: [Child, Child] = [startRelay(), startRelay()];
  onTestFinished(async () => {
    await Promise.all(relays.map((relay) => relay.kill()));
  });
  const replaceRelay = async (index: 0 | 1) => {
    await relays[index].kill();
    relays[index] = startRelay();
  };
  const targets = [
    { name: 'redis', crash: () => platform.redis.restart() },
    { name: 'nats', crash: () => platform.nats.restart() },
    { name: 'relay', crash: () => replaceRelay(0) },
    { name: 'relay', crash: () => replaceRelay(1) },
  ];
  const crashes: Record<string, number> = {};
  for (const end = performance.now() + crashingMs; performance.now() < end; ) {
    // Between nothing at all and long enough for everyone to be back at work.
    await sleep(1200 * random());
    const struck = targets.filter(() => random() < 0.35);
    for (const { name } of struck) crashes[name] = (crashes[name] ?? 0) + 1;
    await Promise.all(struck.map((target) => target.crash()));
  }
  return crashes;
}

it('loses, doubles and misplaces no acknowledged write while everything is killed at random', async () => {
  const seed = Date.now() % 100_000;
  const platform = await startPlatform();
  const writer = startChild('writer-process.ts', platform.redis.connection);
  onTestFinished(() => writer.kill());
  const crashes = await crashAround(platform, randomFrom(seed));
  expect(await writer.finish()).toBe(0);

  const acknowledged: Acknowledged[] = writer.lines.map((line) => JSON.parse(line));
  const store = await platform.store();
  const { objects, revision } = await store.listAt('pods');
  const told = `seed ${seed}: ${acknowledged.length} writes, crashes ${JSON.stringify(crashes)}`;
  expect(await store.epoch(), told).toEqual({ number: 1, base: 0 });
  const changes = await readUntil(platform.bus, { epoch: 1, base: 0 }, revision);
  expect(await platform.bus.streamState({ epoch: 1, base: 0 })).toEqual({ first: 1, last: revision });

  expect(
    changes.map((change) => change.revision),
    told,
  ).toEqual(Array.from({ length: revision }, (_, at) => at + 1));
  expect(
    changes.filter((change) => revisionIn(change) !== String(change.revision)),
    told,
  ).toEqual([]);
  expect(
    acknowledged.filter((write) => !isSame(write, changes[write.revision - 1])),
    told,
  ).toEqual([]);
  const requests = changes.map((change) => change.requestId);
  expect(new Set(requests).size, told).toBe(requests.length);
  expect(stateAfter(changes)).toEqual(Object.fromEntries(objects.map((one) => [one.key.name, one.revision])));
  expect(Object.values(crashes).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
  expect(acknowledged.length).toBeGreaterThan(100);
});

function isSame(write: Acknowledged, change: Change | undefined): boolean {
  return change?.requestId === write.requestId && change.key.name === write.name && change.type === write.type;
}

function revisionIn(change: Change): string {
  return JSON.parse(change.body).metadata.resourceVersion;
}

/** Revisions by name, as a reader of all changes would have them. */
function stateAfter(changes: readonly Change[]): Record<string, number> {
  const state = new Map<string, number>();
  for (const { type, key, revision } of changes) {
    if (type === 'DELETED') state.delete(key.name);
    else state.set(key.name, revision);
  }
  return Object.fromEntries(state);
}
