import { expect, test } from 'vitest';
import { type Component, startAll, stopAll } from './lifecycle.ts';
import { createRecordingLogger } from './testing.ts';

function recording(names: readonly string[]) {
  const events: string[] = [];
  const components: Component[] = names.map((name) => ({
    name,
    start: () => void events.push(`start ${name}`),
    stop: () => void events.push(`stop ${name}`),
  }));
  return { events, components, ...createRecordingLogger() };
}

test('components start in order and stop in reverse', async () => {
  const { events, components, logger } = recording(['store', 'bus', 'relay']);
  await stopAll(await startAll(components, new AbortController().signal), logger);
  expect(events).toEqual(['start store', 'start bus', 'start relay', 'stop relay', 'stop bus', 'stop store']);
});

test('an abort while starting keeps the rest from starting, and only the started are stopped', async () => {
  const { events, components, logger } = recording(['store', 'relay']);
  const controller = new AbortController();
  const aborting: Component = {
    name: 'bus',
    start: () => controller.abort(),
    stop: () => void events.push('stop bus'),
  };
  await stopAll(await startAll(components.toSpliced(1, 0, aborting), controller.signal), logger);
  expect(events).toEqual(['start store', 'stop bus', 'stop store']);
});

test('one component that fails to stop is logged and does not keep the others running', async () => {
  const { events, components, lines, logger } = recording(['store']);
  const failing: Component = {
    name: 'relay',
    stop: () => {
      throw new Error('stuck');
    },
  };
  await stopAll([...components, failing], logger);
  expect(events).toEqual(['stop store']);
  expect(lines).toMatchObject([{ message: 'component did not stop', component: 'relay', error: { message: 'stuck' } }]);
});
