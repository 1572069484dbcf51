import { createRecordingLogger } from '@flotilla/process/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { command } from '../../runtime/docker/network/command.ts';
import { routeProtocol } from '../../runtime/docker/network/network-names.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import { networkMessage } from '../../testing/sample-network.ts';
import { HeldNetwork } from '../held-network.ts';
import { createNodeRoutes } from './node-routes.ts';
import { createRouteTable } from './route-table.ts';

/** Of RFC 2544's addresses, those that no other test has. */
const clusterRange = `198.19.${128 + (process.pid % 128)}.0/24`;
const range = (part: number) => clusterRange.replace('0/24', `${part * 16}/28`);
const link = `flt${process.pid}`;
const lan = `203.0.113.${(process.pid % 60) * 4}`;
const address = (last: number) => lan.replace(/\d+$/, (first) => String(Number(first) + last));

const network = new HeldNetwork();
network.complete = true;
const clock = createManualClock();
const { logger: log, lines } = createRecordingLogger();
const table = createRouteTable(clusterRange);

beforeEach(async () => {
  await command('ip', ['link', 'add', link, 'type', 'bridge']);
  await command('ip', ['address', 'add', `${address(1)}/30`, 'dev', link]);
  await command('ip', ['link', 'set', link, 'up']);
});

afterEach(async () => {
  await command('ip', ['link', 'delete', link]);
  await command('ip', ['route', 'flush', 'root', clusterRange, 'proto', routeProtocol]);
});

const node = (name: string, podRange: string, via: string) => ({ name, revision: 1, podRange, address: via });

test('other nodes’ Pods are reached through them, also after a link was down, and no more when they have gone', async () => {
  const routes = createNodeRoutes({ network, routes: table, clock, log }, address(1));
  const nodes = [
    node('self', range(0), address(1)),
    node('near', range(1), address(2)),
    node('elsewhere', range(2), '192.0.2.77'),
  ];
  network.apply(networkMessage({ nodes }));
  routes.start();
  const near = [{ range: range(1), via: address(2) }];
  const isSet = async () => (await table.present()).filter(({ via }) => via === address(2));
  await expect.poll(isSet).toEqual(near);
  await command('ip', ['link', 'set', link, 'down']);
  expect(await isSet()).toEqual([]);
  await command('ip', ['link', 'set', link, 'up']);
  await expect
    .poll(async () => {
      await clock.advance(5_000);
      return isSet();
    })
    .toEqual(near);
  network.apply(networkMessage({ drop: { nodes: ['near'] } }));
  routes.changed();
  await expect.poll(isSet).toEqual([]);
  await routes.close();
});

test('a node that shares no network with this one is said once, and keeps no other from being reached', async () => {
  const routes = createNodeRoutes({ network, routes: table, clock, log }, address(1));
  // Nothing leads there but a gateway, which is no neighbour.
  network.apply(networkMessage({ nodes: [node('far', range(3), '0.0.0.1'), node('next', range(4), address(2))] }));
  routes.start();
  await expect.poll(async () => (await table.present()).map(({ range: of }) => of)).toContain(range(4));
  await expect
    .poll(() => lines.filter(({ message }) => message === 'nodes share no network with this one').length)
    .toBe(1);
  await routes.close();
});
