import { isDeepStrictEqual } from 'node:util';
import type { NetworkEndpointSlice, NetworkNode, NetworkService } from '@flotilla/bus';
import { createInformer, type Informer, type InformerDeps } from '@flotilla/controller';
import type { Node, Service } from '@flotilla/kinds/core/v1';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import { resourceType } from '@flotilla/registry';
import { networkEndpointSlice, networkNode, networkService } from './projections.ts';

export const NETWORK_PARTS = ['services', 'endpointSlices', 'nodes'] as const;
export type NetworkPart = (typeof NETWORK_PARTS)[number];

export type NetworkObject = NetworkService | NetworkEndpointSlice | NetworkNode;

/** What every node is to hold, as the caches have it. */
export interface NetworkView {
  readonly informers: readonly Informer<unknown>[];
  all(part: NetworkPart): Iterable<readonly [key: string, object: NetworkObject]>;
  get(part: NetworkPart, key: string): NetworkObject | undefined;
  /** All changes of EndpointSlices up to this revision are in. */
  endpointRevision(): number;
  /** Tells of each change that nodes can see; returns what ends it. */
  onChange(listener: (part: NetworkPart, key: string) => void): () => void;
}

export function createNetworkView(deps: InformerDeps): NetworkView {
  const informers = {
    services: createInformer(deps, resourceType<Service>('v1', 'Service'), { project: networkService }),
    endpointSlices: createInformer(deps, resourceType<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice'), {
      project: networkEndpointSlice,
    }),
    nodes: createInformer(deps, resourceType<Node>('v1', 'Node'), { project: networkNode }),
  } as const satisfies Record<NetworkPart, Informer<NetworkObject | undefined>>;
  return {
    informers: Object.values(informers),
    *all(part) {
      for (const [key, object] of informers[part].list()) if (object !== undefined) yield [key, object];
    },
    get: (part, key) => informers[part].get(key),
    endpointRevision: () => informers.endpointSlices.revision,
    onChange(listener) {
      const ends = NETWORK_PARTS.map((part) =>
        informers[part].listen(({ path, before, after }) => {
          if (!isSame(before, after)) listener(part, path);
        }),
      );
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

/** Objects change in ways that no node sees: a Node with every status of its own. */
function isSame(before: NetworkObject | undefined, after: NetworkObject | undefined): boolean {
  return isDeepStrictEqual(before && { ...before, revision: 0 }, after && { ...after, revision: 0 });
}
