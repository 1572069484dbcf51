import { type ControllerServiceDeps, createControllerService, type Service } from '@flotilla/controller';
import { endpointSliceController } from './endpoint-slice/endpoint-slice.ts';
import { createInformers } from './objects/informers.ts';

/** Says which Pods stand behind each Service. */
export function createNetworkController(deps: ControllerServiceDeps): Service {
  return createControllerService(deps, { name: 'network-controller' }, (parts) => {
    const informers = createInformers(parts.informers);
    return [endpointSliceController(parts.client('endpointslice-controller'), informers)];
  });
}
