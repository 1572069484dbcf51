import { isDeepStrictEqual } from 'node:util';
import type { Logger } from '@flotilla/process';
import type { Clock } from '../../clock.ts';
import { createLoop } from '../../loop.ts';
import type { Network } from '../held-network.ts';
import { type Front, frontKey, frontsOf } from './front.ts';
import type { Kernel } from './kernel.ts';
import { deltaScript, type ScriptNames, wholeScript } from './script.ts';
import { staleAffinities, staleFlows } from './stale.ts';
import { Table } from './table.ts';

export interface ServiceProxyDeps {
  readonly network: Network;
  readonly kernel: Kernel;
  readonly clock: Clock;
  readonly log: Logger;
  /** The table follows all changes of EndpointSlices up to this revision. */
  loaded(endpointRevision: number): void;
}

export interface ServiceProxyOptions {
  /** The node's name. */
  readonly node: string;
  readonly names: ScriptNames;
}

/** Keeps the kernel's table up with Services and their endpoints. */
export interface ServiceProxy {
  /** The Pods' bridge is there. Before all has been received nothing is changed: the table of an agent before serves on. */
  start(): void;
  /** The host ports of a Pod of this node, in place of those it had; none where it has gone. */
  expose(podUid: string, fronts: readonly Front[]): void;
  /** These have changed since, or nothing has but the revision. */
  changed(services: Iterable<string>): void;
  close(): Promise<void>;
}

/** How often it is looked whether somebody has removed the table. */
const LOOK_MS = 5_000;

export function createServiceProxy(deps: ServiceProxyDeps, { node, names }: ServiceProxyOptions): ServiceProxy {
  const { network, kernel, clock, log } = deps;
  let table = new Table();
  let whole = true;
  let started = false;
  let lookAt = 0;
  const waiting = new Set<string>();
  /** By a name that no Service's path is like. */
  const exposed = new Map<string, readonly Front[]>();

  const frontsNow = (path: string): readonly Front[] => {
    const fronts = exposed.get(path);
    if (fronts !== undefined) return fronts;
    const service = network.services.get(path);
    if (service === undefined) return [];
    const before = new Map(table.frontsOf(path).map((front) => [frontKey(front), front]));
    return frontsOf({ service, slices: network.slicesOf(path) }, node, before);
  };
  const load = async (): Promise<void> => {
    const paths = whole ? new Set([...network.services.keys(), ...exposed.keys(), ...table.paths()]) : new Set(waiting);
    waiting.clear();
    const changes = [...paths].map((path) => ({ path, before: table.frontsOf(path), after: frontsNow(path) }));
    const after = new Map(changes.map((change) => [change.path, change.after]));
    const all = whole;
    // What fails leaves the kernel's table unknown.
    whole = true;
    if (all) {
      const next = new Table();
      next.replace(after);
      await kernel.run(wholeScript(names, next));
      table = next;
    } else {
      const script = deltaScript(names, table.replace(after));
      if (script !== '') await kernel.run(script);
    }
    whole = false;
    for (const change of changes) {
      for (const flow of staleFlows(change.before, change.after)) await kernel.forgetFlow(flow);
    }
    if (!all) await kernel.forgetAffinities(changes.flatMap((change) => staleAffinities(change.before, change.after)));
  };
  const loop = createLoop({
    clock,
    async turn() {
      if (!started || !network.complete) return { goOn: false };
      const { endpointRevision } = network;
      if (clock.now() >= lookAt) {
        if (!(await kernel.hasTable())) whole = true;
        lookAt = clock.now() + LOOK_MS;
      }
      if (whole || waiting.size > 0) await load();
      deps.loaded(endpointRevision);
      return { goOn: false, waitUntil: lookAt };
    },
    failed: (error) => log.warn('Services not loaded', { error }),
  });
  return {
    start() {
      started = true;
      loop.poke();
    },
    expose(podUid, fronts) {
      const name = `pod ${podUid}`;
      if (isDeepStrictEqual(fronts, exposed.get(name) ?? [])) return;
      if (fronts.length === 0) exposed.delete(name);
      else exposed.set(name, fronts);
      waiting.add(name);
      loop.poke();
    },
    changed(services) {
      for (const path of services) waiting.add(path);
      loop.poke();
    },
    close: () => loop.close(),
  };
}
