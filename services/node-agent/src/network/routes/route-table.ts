import { CommandError, command } from '../../runtime/docker/network/command.ts';
import { routeProtocol } from '../../runtime/docker/network/network-names.ts';
import type { Route, RoutesPlan } from './plan-routes.ts';

/** The machine's routes to other nodes' Pods. */
export interface RouteTable {
  present(): Promise<readonly Route[]>;
  /** Does as much of it as the machine can: a node on another network is not to be reached so. */
  apply(plan: RoutesPlan): Promise<void>;
}

/** Clusters that share a machine have ranges of their own. */
export function createRouteTable(clusterRange: string): RouteTable {
  return {
    async present() {
      const listing = await command('ip', [
        ...['-json', '-4', 'route', 'show', 'root', clusterRange, 'proto', routeProtocol],
      ]);
      const routes = JSON.parse(listing) as { dst: string; gateway?: string }[];
      return routes.map(({ dst, gateway = '' }) => ({ range: dst, via: gateway }));
    },
    async apply({ add, remove }) {
      const lines = [
        ...remove.map(({ range }) => `route delete ${range} proto ${routeProtocol}`),
        ...add.map(({ range, via }) => `route replace ${range} via ${via} proto ${routeProtocol}`),
      ];
      await command('ip', ['-force', '-batch', '-'], `${lines.join('\n')}\n`).catch((error: unknown) => {
        if (!(error instanceof CommandError)) throw error;
      });
    },
  };
}
