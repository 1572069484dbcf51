import type { NodeCondition } from '@flotilla/kinds/core/v1';
import { createRecordingLogger } from '@flotilla/process/testing';
import { expect, test } from 'vitest';
import { createSimulatedRuntime } from '../runtime/simulated/simulated-runtime.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { createMemoryLink } from '../testing/memory-link.ts';
import { sampleFacts } from '../testing/simulated-node.ts';
import { createNodeReporter } from './node-reporter.ts';

async function start() {
  const clock = createManualClock();
  const link = createMemoryLink();
  const runtime = createSimulatedRuntime({ clock });
  const { logger } = createRecordingLogger();
  const reporter = createNodeReporter({ link, runtime, clock, logger, facts: sampleFacts });
  await runtime.setPodRange('10.128.0.0/24');
  reporter.start();
  await clock.advance(0);
  const told = (conditions: readonly NodeCondition[]) =>
    link.putNode({ apiVersion: 'v1', kind: 'Node', metadata: {}, status: { conditions: [...conditions] } });
  const conditions = () => link.registration?.status.conditions ?? [];
  return { clock, link, reporter, told, conditions };
}

const ready = (conditions: readonly NodeCondition[]) => conditions.find(({ type }) => type === 'Ready');

test('a node that was given up while it was silent says again that it is ready, and since when', async () => {
  const { clock, reporter, told, conditions } = await start();
  const before = ready(conditions());
  expect(before).toMatchObject({ status: 'True' });
  await clock.advance(60_000);
  told(conditions().map((condition) => ({ ...condition, status: 'Unknown' })));
  await clock.advance(0);
  const after = ready(conditions());
  expect(after).toMatchObject({ status: 'True', lastTransitionTime: '2026-01-01T00:01:00Z' });
  reporter.close();
});

test('a node whose status stands does not repeat it before five minutes are over', async () => {
  const { clock, link, reporter, told, conditions } = await start();
  const first = link.registration;
  told(conditions());
  await clock.advance(299_000);
  expect(link.registration).toBe(first);
  await clock.advance(11_000);
  expect(link.registration).not.toBe(first);
  reporter.close();
});
