import type { Clock } from '../clock.ts';
import { networkNames } from '../runtime/docker/network/network-names.ts';
import { dnsAddressOf } from '../runtime/docker/network/pod-network.ts';
import type { Owner } from '../runtime/docker/translate/labels.ts';
import { createDnsServer } from './dns/dns-server.ts';
import { createDrain, type Drain } from './drain.ts';
import type { Network } from './held-network.ts';
import { createNetworkFeed, type NetworkFeedDeps } from './network-feed.ts';
import { hostPortFronts, type PodPlace } from './proxy/host-ports.ts';
import { createKernel } from './proxy/kernel.ts';
import { createServiceProxy } from './proxy/service-proxy.ts';
import { createNodeRoutes } from './routes/node-routes.ts';
import { createRouteTable } from './routes/route-table.ts';

export interface NodeNetworkOptions {
  readonly owner: Owner;
  /** The node's InternalIP. */
  readonly hostAddress: string;
  readonly clusterDomain: string;
  readonly clusterRange: string;
  readonly serviceRange: string;
}

/** What others wait for. */
export interface NetworkListener {
  /** All Services have been received for the first time. */
  servicesKnown(): void;
  /** Everything has been set up for the first time. */
  ready(): void;
  /** More Pods may have been drained. */
  drained(): void;
}

/** What a node does for Pods and programs to reach Services and other nodes' Pods, by address and by name. */
export interface NodeNetwork {
  readonly network: Network;
  readonly drain: Drain;
  /** Whether Services and routes have been set up at least once. */
  ready(): boolean;
  /** The Pods' bridge is there. */
  start(): void;
  /** Where a Pod of this node is, so that its host ports lead there; undefined where it is nowhere. */
  expose(podUid: string, place: PodPlace | undefined): void;
  /** Returns the function that ends it. */
  listen(listener: NetworkListener): () => void;
  /** What was set up stays, and serves on. */
  close(): Promise<void>;
}

export type NodeNetworkDeps = NetworkFeedDeps;

export function createNodeNetwork(deps: NodeNetworkDeps, options: NodeNetworkOptions): NodeNetwork {
  const { clock, log } = deps;
  const { owner, serviceRange, clusterDomain } = options;
  const { bridge, servicesTable: table } = networkNames(owner);
  const feed = createNetworkFeed(deps, owner.node);
  const { network } = feed;
  const listeners = new Set<NetworkListener>();
  let ready = false;
  let known = false;
  const proxy = createServiceProxy(
    {
      network,
      kernel: createKernel(table),
      clock,
      log,
      loaded(revision) {
        loaded.set(revision);
        if (ready) return;
        ready = true;
        for (const listener of listeners) listener.ready();
      },
    },
    { node: owner.node, names: { table, bridge } },
  );
  const loaded = repeated(clock, feed.loaded);
  const routes = createNodeRoutes(
    { network, routes: createRouteTable(options.clusterRange), clock, log },
    options.hostAddress,
  );
  const dns = createDnsServer({ network, clock, log }, { address: dnsAddressOf(serviceRange), domain: clusterDomain });
  const drain = createDrain(network);
  const unlisten = feed.listen(({ services, nodes }) => {
    drain.changed(services);
    proxy.changed(services);
    if (nodes || !known) routes.changed();
    for (const listener of listeners) listener.drained();
    if (known || !network.complete) return;
    known = true;
    for (const listener of listeners) listener.servicesKnown();
  });
  return {
    network,
    drain,
    ready: () => ready,
    start() {
      proxy.start();
      routes.start();
      dns.start();
    },
    expose: (podUid, place) => proxy.expose(podUid, place === undefined ? [] : hostPortFronts(place)),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      unlisten();
      feed.close();
      loaded.close();
      await Promise.all([proxy.close(), routes.close(), dns.close()]);
    },
  };
}

const REPEAT_MS = 1_000;

/** Says a number as soon as it changes, and again and again while it does not. */
function repeated(clock: Clock, say: (value: number) => void): { set(value: number): void; close(): void } {
  let value: number | undefined;
  let cancel = () => {};
  const repeat = (): void => {
    cancel();
    cancel = clock.after(REPEAT_MS, repeat);
    if (value !== undefined) say(value);
  };
  repeat();
  return {
    set(next) {
      if (next === value) return;
      value = next;
      repeat();
    },
    close: () => cancel(),
  };
}
