import { isDeepStrictEqual } from 'node:util';
import { type Controller, controller, done } from '@flotilla/controller';
import type { Endpoints } from '@flotilla/kinds/core/v1';
import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { AllEndpoints, ENDPOINTS_MANAGED_BY, HEADLESS, TRIGGER_TIME } from '../objects/kinds.ts';
import { triggerTime } from '../objects/pod-endpoint.ts';
import { type ServiceView, selectsPods } from '../objects/projections.ts';
import { selectedPods, servicesOfPod } from '../objects/selected-pods.ts';
import { planSubsets } from './plan-subsets.ts';

export const ENDPOINTS_CONTROLLER = 'endpoint-controller';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';

type Content = Pick<Endpoints, 'subsets'> & {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
};

/** Keeps the Endpoints of each Service that selects Pods, for readers older than EndpointSlices. */
export function endpointsController(client: Client, informers: Informers): Controller {
  const { services, pods, endpoints } = informers;
  return controller('endpoints')
    .for(services)
    .watches(pods, (change) => servicesOfPod(informers, change))
    .watches(endpoints, ({ path }) => [path])
    .reconciles(async (path) => {
      const service = services.get(path);
      const present = endpoints.get(path);
      try {
        if (selectsPods(service)) await write(client, service, present, contentOf(informers, service));
        else if (service === undefined && isOurs(present)) await client.delete(AllEndpoints, namesOf(present));
      } catch (error) {
        // Another was first, or the namespace is going: the caches will say so.
        if (!isStatus(error, 'AlreadyExists', 'Forbidden', 'NotFound')) throw error;
      }
      return done;
    });
}

/** Whether the controller keeps these, and not somebody who leaves Services without a selector to hand-made ones. */
export function isOurs(endpoints: Endpoints | undefined): endpoints is Endpoints {
  return endpoints?.metadata.labels?.[ENDPOINTS_MANAGED_BY] === ENDPOINTS_CONTROLLER;
}

function namesOf({ metadata }: Endpoints) {
  return { namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}

function contentOf(informers: Informers, service: ServiceView): Content {
  const selected = selectedPods(informers, service);
  const { subsets, isTruncated } = planSubsets(service, selected);
  const time = triggerTime(selected);
  return {
    ...(subsets.length === 0 ? {} : { subsets: [...subsets] }),
    labels: {
      ...service.labels,
      [ENDPOINTS_MANAGED_BY]: ENDPOINTS_CONTROLLER,
      ...(service.address === undefined ? { [HEADLESS]: '' } : {}),
    },
    annotations: {
      ...(time === '' ? {} : { [TRIGGER_TIME]: time }),
      ...(isTruncated ? { [OVER_CAPACITY]: 'truncated' } : {}),
    },
  };
}

async function write(client: Client, service: ServiceView, present: Endpoints | undefined, content: Content) {
  const { namespace, name } = service;
  const { labels, annotations, subsets } = content;
  if (present === undefined) {
    const metadata = { namespace, name, labels, annotations };
    await client.create(AllEndpoints, { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets });
  } else if (!isSame(present, content)) {
    await client.update(AllEndpoints, { namespace, name }, (object) => {
      object.metadata.labels = labels;
      object.metadata.annotations = annotations;
      object.subsets = subsets;
    });
  }
}

/** The moment of the last change is written along with a change; it is none by itself. */
function isSame({ metadata, subsets }: Endpoints, content: Content): boolean {
  return (
    isDeepStrictEqual(subsets ?? [], content.subsets ?? []) &&
    isDeepStrictEqual(metadata.labels ?? {}, content.labels) &&
    metadata.annotations?.[OVER_CAPACITY] === content.annotations[OVER_CAPACITY]
  );
}
