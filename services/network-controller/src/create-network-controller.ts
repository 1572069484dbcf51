import {
  type Controller,
  type ControllerParts,
  type ControllerServiceDeps,
  createControllerService,
  type Service,
} from '@flotilla/controller';
import { addressRepairController } from './address-repair/address-repair.ts';
import { endpointSliceController } from './endpoint-slice/endpoint-slice.ts';
import { endpointsController } from './endpoints/endpoints.ts';
import { kubernetesServiceController } from './kubernetes-service/kubernetes-service.ts';
import { apiPlaceOf } from './kubernetes-service/plan-kubernetes-service.ts';
import { mirrorController } from './mirror/mirror.ts';
import { createInformers } from './objects/informers.ts';
import { serviceRangeController } from './service-range/service-range.ts';

export interface NetworkControllerOptions {
  /** CIDR of Services' addresses. */
  readonly serviceRange: string;
  /** Where the API is reached: `https://…`. */
  readonly apiUrl: string;
}

/** Says which Pods stand behind each Service, and how the API is reached from Pods. */
export function createNetworkController(deps: ControllerServiceDeps, options: NetworkControllerOptions): Service {
  return createControllerService(deps, { name: 'network-controller' }, (parts) => createControllers(parts, options));
}

/** Each under the name that it has in upstream, so that what is allowed to whom can be told apart. */
function createControllers(parts: ControllerParts, { serviceRange, apiUrl }: NetworkControllerOptions): Controller[] {
  const informers = createInformers(parts.informers);
  const { clock, log } = parts;
  const api = parts.client('system:apiserver');
  const place = apiPlaceOf(apiUrl);
  if (place === undefined) log.warn('the API has no address that Pods can reach, and so no Service', { apiUrl });
  const repairs = { client: api, events: parts.events(api, 'ipallocator-repair-controller') };
  return [
    endpointSliceController(parts.client('endpointslice-controller'), informers),
    endpointsController(parts.client('endpoint-controller'), informers),
    mirrorController(parts.client('endpointslicemirroring-controller'), informers),
    serviceRangeController(parts.client('service-cidrs-controller'), informers, {
      range: serviceRange,
      now: () => clock.now(),
    }),
    addressRepairController(repairs, informers),
    ...(place === undefined ? [] : [kubernetesServiceController(api, informers, { place, range: serviceRange })]),
  ];
}
