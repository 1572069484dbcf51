import { createRecordingLogger } from '@flotilla/process/testing';
import { expect, test } from 'vitest';
import { createManualClock } from '../../testing/manual-clock.ts';
import { networkMessage } from '../../testing/sample-network.ts';
import { HeldNetwork } from '../held-network.ts';
import { createNodeRoutes } from './node-routes.ts';
import type { Route } from './plan-routes.ts';

test('routes are looked at again and again while there are some, and not while there are none', async () => {
  const network = new HeldNetwork();
  network.complete = true;
  const clock = createManualClock();
  let present: readonly Route[] = [];
  let looks = 0;
  const routes = createNodeRoutes(
    {
      network,
      clock,
      log: createRecordingLogger().logger,
      routes: {
        present: async () => {
          looks += 1;
          return present;
        },
        apply: async ({ add }) => {
          present = add;
        },
      },
    },
    '192.0.2.1',
  );
  const looksWithin = async (milliseconds: number) => {
    looks = 0;
    await clock.advance(milliseconds);
    return looks;
  };
  routes.start();
  expect(await looksWithin(0)).toBe(1);
  expect(await looksWithin(60_000)).toBe(0);
  const other = { name: 'other', revision: 1, podRange: '10.0.1.0/24', address: '192.0.2.2' };
  network.apply(networkMessage({ nodes: [other] }));
  routes.changed();
  expect(await looksWithin(0)).toBe(2);
  expect(await looksWithin(5_000)).toBe(1);
  network.apply(networkMessage({ drop: { nodes: ['other'] } }));
  routes.changed();
  expect(await looksWithin(0)).toBe(2);
  expect(await looksWithin(60_000)).toBe(0);
  await routes.close();
});
