import type { NetworkNode } from '@flotilla/bus';
import type { Logger } from '@flotilla/process';
import type { Clock } from '../../clock.ts';
import { createLoop } from '../../loop.ts';
import type { Network } from '../held-network.ts';
import { planRoutes, type Route } from './plan-routes.ts';
import type { RouteTable } from './route-table.ts';

export interface NodeRoutesDeps {
  readonly network: Network;
  readonly routes: RouteTable;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Keeps the routes to the Pods of all other nodes. */
export interface NodeRoutes {
  start(): void;
  changed(): void;
  close(): Promise<void>;
}

/** A link that goes down takes its routes with it, and does not bring them back. */
const LOOK_MS = 5_000;

/** `self` is this node's own address: what is on the same machine needs no route. */
export function createNodeRoutes({ network, routes, clock, log }: NodeRoutesDeps, self: string): NodeRoutes {
  let started = false;
  let unreachable = '';
  const loop = createLoop({
    clock,
    async turn() {
      if (!started || !network.complete) return { goOn: false };
      const wanted = routesOf(network.nodes.values(), self);
      const present = await settle(routes, wanted);
      tell(planRoutes(wanted, present).add);
      const hasRoutes = wanted.length > 0 || present.length > 0;
      return { goOn: false, ...(hasRoutes && { waitUntil: clock.now() + LOOK_MS }) };
    },
    failed: (error) => log.warn('routes to other nodes not set', { error }),
  });
  /** An outage is told once. */
  const tell = (missing: readonly Route[]): void => {
    const now = missing.map(({ via }) => via).join(' ');
    if (now !== unreachable && now !== '') log.warn('nodes share no network with this one', { addresses: now });
    unreachable = now;
  };
  return {
    start() {
      started = true;
      loop.poke();
    },
    changed: () => loop.poke(),
    close: () => loop.close(),
  };
}

/** Answers what there is then. */
async function settle(routes: RouteTable, wanted: readonly Route[]): Promise<readonly Route[]> {
  const present = await routes.present();
  const plan = planRoutes(wanted, present);
  if (plan.add.length === 0 && plan.remove.length === 0) return present;
  await routes.apply(plan);
  return routes.present();
}

export function routesOf(nodes: Iterable<NetworkNode>, self: string): Route[] {
  return [...nodes]
    .filter(({ address }) => address !== self)
    .map(({ podRange, address }) => ({ range: podRange, via: address }));
}
