import { isDeepStrictEqual } from 'node:util';
import { type Controller, controller, done } from '@flotilla/controller';
import { isStatus, pathOf } from '@flotilla/machinery';
import type { Client, ResourceType } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { AllEndpoints, EndpointSlices, Services } from '../objects/kinds.ts';
import {
  type ApiPlace,
  KUBERNETES,
  kubernetesEndpoints,
  kubernetesService,
  kubernetesSlice,
} from './plan-kubernetes-service.ts';

const PATH = pathOf(KUBERNETES);

/** Keeps the Service `default/kubernetes` and its endpoints as the API is reached. */
export function kubernetesServiceController(
  client: Client,
  { services, endpoints, slices }: Informers,
  { place, range }: { readonly place: ApiPlace; readonly range: string },
): Controller {
  const own = ({ path }: { readonly path: string }): string[] => (path === PATH ? [PATH] : []);
  return controller('kubernetes-service')
    .always(PATH)
    .watches(services, own)
    .watches(endpoints, own)
    .watches(slices, own)
    .atOnce(1)
    .reconciles(async () => {
      // A Service that another made at this name keeps its address: an address never changes.
      await keep(client, Services, kubernetesService(range, place), ['ports']);
      await keep(client, AllEndpoints, kubernetesEndpoints(place), ['subsets']);
      await keep(client, EndpointSlices, kubernetesSlice(place), ['endpoints', 'ports']);
      return done;
    });
}

type Content = Record<string, unknown>;

/** Makes an object, or sets right those fields of its content that matter. */
async function keep<T extends object>(
  client: Client,
  type: ResourceType<T>,
  wanted: T,
  fields: readonly string[],
): Promise<void> {
  const present = await client.get(type, KUBERNETES);
  if (present === undefined) await client.create(type, wanted).catch(ignoreExisting);
  else if (fields.some((field) => !isDeepStrictEqual(contentOf(present)[field], contentOf(wanted)[field]))) {
    await client.update(type, KUBERNETES, (object) => {
      for (const field of fields) contentOf(object)[field] = contentOf(wanted)[field];
    });
  }
}

function contentOf(object: object): Content {
  return 'spec' in object ? (object.spec as Content) : (object as Content);
}

function ignoreExisting(error: unknown): void {
  if (!isStatus(error, 'AlreadyExists')) throw error;
}
