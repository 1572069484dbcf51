import { type Controller, controller, done } from '@flotilla/controller';
import type { Endpoints } from '@flotilla/kinds/core/v1';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import { isStatus, parsePath } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { applySlices } from '../endpoint-slice/apply-slices.ts';
import { planSlices } from '../endpoint-slice/plan-slices.ts';
import { type Informers, servicePathsOf } from '../objects/informers.ts';
import { EndpointSlices, MANAGED_BY } from '../objects/kinds.ts';
import { isMirrored, MIRROR_CONTROLLER, mirroredGroups, mirrorStamp } from './plan-mirror.ts';

/** Makes slices of the Endpoints that somebody wrote by hand. */
export function mirrorController(client: Client, { services, endpoints, slices }: Informers): Controller {
  const presentOf = (path: string): EndpointSlice[] =>
    slices.under('service', path).filter(({ metadata }) => metadata.labels?.[MANAGED_BY] === MIRROR_CONTROLLER);
  return controller('endpoint-slice-mirroring')
    .for(endpoints)
    .watches(services, ({ path }) => [path])
    .watches(slices, ({ before, after }) => [before, after].flatMap((slice) => (slice ? servicePathsOf(slice) : [])))
    .reconciles(async (path) => {
      const mirrored = endpoints.get(path);
      try {
        if (isMirrored(mirrored, services.get(path))) await mirror(client, mirrored, presentOf(path));
        else await removeAll(client, path, presentOf(path));
      } catch (error) {
        // The namespace is going, or a slice has gone: the caches will say so.
        if (!isStatus(error, 'Forbidden', 'NotFound')) throw error;
      }
      return done;
    });
}

async function mirror(client: Client, endpoints: Endpoints, present: readonly EndpointSlice[]): Promise<void> {
  const { namespace = '', name = '', uid = '' } = endpoints.metadata;
  const reference = { apiVersion: 'v1', kind: 'Endpoints', name, uid, controller: true, blockOwnerDeletion: true };
  const stamp = mirrorStamp(endpoints);
  const steps = planSlices({ groups: mirroredGroups(endpoints), present, stamp, keepsEmpty: false });
  await applySlices(client, { namespace, name, reference }, stamp, steps);
}

async function removeAll(client: Client, path: string, present: readonly EndpointSlice[]): Promise<void> {
  const { namespace } = parsePath(path);
  for (const { metadata } of present) await client.delete(EndpointSlices, { namespace, name: metadata.name ?? '' });
}
