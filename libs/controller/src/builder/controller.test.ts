import { kinds } from '@flotilla/kinds';
import type { ObjectMeta } from '@flotilla/machinery';
import { createRecordingLogger } from '@flotilla/process/testing';
import { silentTelemetry } from '@flotilla/telemetry/testing';
import { expect, test } from 'vitest';
import { createSteppedClock } from '../clock/stepped-clock.ts';
import type { Informer, InformerChange } from '../informer/informer.ts';
import { noteWrite } from '../writes/round.ts';
import { controller } from './controller.ts';
import { done } from './reconciler.ts';

interface Thing {
  readonly metadata: ObjectMeta;
}

/** An informer whose objects a test sets by hand. */
function informerOf(apiVersion: string, kindName: string, paths: readonly string[] = []) {
  const kind = kinds.byKind(apiVersion, kindName);
  if (kind === undefined) throw new Error(`no kind ${kindName}`);
  const objects = new Map<string, Thing>(paths.map((path) => [path, { metadata: {} }]));
  const listeners = new Set<(change: InformerChange<Thing>) => void>();
  const seen: { revision: number; resolve: () => void }[] = [];
  const informer: Informer<Thing> = {
    kind,
    resource: kind.group === '' ? kind.resource : `${kind.resource}.${kind.group}`,
    get: (path) => objects.get(path),
    list: () => objects,
    under: () => [],
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    revision: 0,
    caughtUp: (revision) => new Promise((resolve) => seen.push({ revision, resolve })),
    caughtUpWithStore: async () => undefined,
    start: async () => undefined,
    stop: () => undefined,
  };
  const put = (path: string, metadata: ObjectMeta, traceparent?: string): void => {
    const before = objects.get(path);
    objects.set(path, { metadata });
    const change = { path, before, after: { metadata }, ...(traceparent === undefined ? {} : { traceparent }) };
    for (const listener of listeners) listener(change);
  };
  return { informer, put, seen, listeners };
}

const runtime = () => {
  const clock = createSteppedClock();
  const { logger: log, lines } = createRecordingLogger();
  return { clock, log, lines, telemetry: silentTelemetry };
};

test('every object that is there when it starts is reconciled', async () => {
  const { informer } = informerOf('apps/v1', 'Deployment', ['default/a', 'default/b']);
  const keys: string[] = [];
  const running = controller('deployment')
    .for(informer)
    .reconciles(async (key) => {
      keys.push(key);
      return done;
    })
    .start(runtime());
  await running.stop();
  expect(keys).toEqual(['default/a', 'default/b']);
});

test('a change of what an object owns reconciles the owner, of this kind only', async () => {
  const deployments = informerOf('apps/v1', 'Deployment');
  const replicaSets = informerOf('apps/v1', 'ReplicaSet');
  const keys: string[] = [];
  const run = runtime();
  controller('deployment')
    .for(deployments.informer)
    .owns(replicaSets.informer)
    .reconciles(async (key) => {
      keys.push(key);
      return done;
    })
    .start(run);
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: '1', controller: true };
  replicaSets.put('team/web-1', { ownerReferences: [owner] });
  replicaSets.put('team/web-2', { ownerReferences: [{ ...owner, controller: false }] });
  replicaSets.put('team/web-3', { ownerReferences: [{ ...owner, apiVersion: 'example.org/v1' }] });
  await run.clock.step(0);
  expect(keys).toEqual(['team/web']);
});

test('after a write a key waits until the cache of that kind has passed it', async () => {
  const { informer, put, seen } = informerOf('v1', 'Node', ['a']);
  const rounds: string[] = [];
  const run = runtime();
  controller('node')
    .for(informer)
    .reconciles(async (key) => {
      rounds.push(key);
      noteWrite('nodes', 7);
      noteWrite('nodes', 5);
      noteWrite('events', 9);
      return done;
    })
    .start(run);
  await run.clock.step(0);
  put('a', {});
  await run.clock.step(0);
  expect(rounds).toEqual(['a']);
  expect(seen.map(({ revision }) => revision)).toEqual([7]);
  seen[0]?.resolve();
  await run.clock.step(0);
  expect(rounds).toEqual(['a', 'a']);
});

test('a reconciler that throws is tried again after 5 ms, then 10, and says so', async () => {
  const { informer } = informerOf('v1', 'Node', ['a']);
  let rounds = 0;
  const run = runtime();
  controller('node')
    .for(informer)
    .reconciles(async () => {
      rounds++;
      if (rounds < 3) throw new Error('not yet');
      return done;
    })
    .start(run);
  await run.clock.step(4);
  expect(rounds).toBe(1);
  await run.clock.step(1);
  expect(rounds).toBe(2);
  await run.clock.step(10);
  expect(rounds).toBe(3);
  expect(run.lines.map(({ againAfterMs }) => againAfterMs)).toEqual([5, 10]);
  await run.clock.step(60_000);
  expect(rounds).toBe(3);
});

test('a reconciler that asks to look again is asked again then', async () => {
  let rounds = 0;
  const run = runtime();
  controller('sweep')
    .always('sweep')
    .reconciles(async () => {
      rounds++;
      return { againAfterMs: 1000 };
    })
    .start(run);
  await run.clock.step(2500);
  expect(rounds).toBe(3);
});

test('what is no object may wake it, until it is stopped', async () => {
  const wake = new Set<(key: string) => void>();
  const keys: string[] = [];
  const run = runtime();
  const running = controller('timed')
    .wokenBy({
      begin(add) {
        wake.add(add);
        return () => wake.delete(add);
      },
    })
    .reconciles(async (key) => {
      keys.push(key);
      return done;
    })
    .start(run);
  for (const add of wake) add('a');
  await run.clock.step(0);
  expect(keys).toEqual(['a']);
  await running.stop();
  expect(wake.size).toBe(0);
});

test('stopping aborts what is under way and hears of nothing more', async () => {
  const { informer, put, listeners } = informerOf('v1', 'Node', ['a']);
  const keys: string[] = [];
  const run = runtime();
  const running = controller('node')
    .for(informer)
    .reconciles(async (key, signal) => {
      keys.push(key);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return done;
    })
    .start(run);
  await running.stop();
  put('b', {});
  expect(keys).toEqual(['a']);
  expect(listeners.size).toBe(0);
});

test('a sentence that makes no sense is refused when it is built', () => {
  const { informer } = informerOf('v1', 'Node');
  expect(() => controller('idle').reconciles(async () => done)).toThrow(
    'Cannot build controller idle: it must watch something, got nothing',
  );
  expect(() => controller('twice').for(informer).for(informer)).toThrow('it must be for one kind');
  expect(() => controller('owner').owns(informer)).toThrow('must be said before');
});
