import { type Controller, controller, done, type EventRecorder } from '@flotilla/controller';
import type { Client } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { Nodes } from '../objects/kinds.ts';
import type { NodeView } from '../objects/projections.ts';
import { createRangePlanner, type RangeSettings } from './plan-range.ts';

/**
 * Gives each node the range of its Pods' addresses. Nodes are taken one at a time, and what was given out counts as
 * taken before the cache shows it, so that no two nodes have the same.
 */
export function podRangeController(
  client: Client,
  { nodes }: Informers,
  events: EventRecorder,
  settings: RangeSettings,
): Controller {
  const planner = createRangePlanner(settings);
  const given = new Map<string, string>();
  const isLacking = (node: NodeView | undefined): node is NodeView => node !== undefined && node.podRanges.length === 0;
  const taken = (): string[] => {
    const ranges: string[] = [];
    for (const [, { name, podRanges }] of nodes.list()) {
      ranges.push(...podRanges);
      if (podRanges.length > 0) given.delete(name);
    }
    return [...ranges, ...given.values()];
  };
  return controller('pod-range')
    .for(nodes)
    .atOnce(1)
    .reconciles(async (name) => {
      const node = nodes.get(name);
      if (!isLacking(node)) {
        given.delete(name);
        return done;
      }
      const range = given.get(name) ?? planner.next(taken());
      if (range === undefined) {
        tellNone(events, node);
        throw new Error(`Cannot give ${name} a Pod range: the cluster's range must have one left, and has none`);
      }
      given.set(name, range);
      await client.update(Nodes, { name }, (present) => {
        if (present.spec?.podCIDR) return;
        present.spec = { ...present.spec, podCIDR: range, podCIDRs: [range] };
      });
      return done;
    });
}

function tellNone(events: EventRecorder, { name, uid }: NodeView): void {
  events.record(
    { apiVersion: 'v1', kind: 'Node', name, uid },
    { type: 'Normal', reason: 'CIDRNotAvailable', message: `Node ${name} status is now: CIDRNotAvailable` },
  );
}
