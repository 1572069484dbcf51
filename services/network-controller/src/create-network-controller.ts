import { type ControllerServiceDeps, createControllerService, type Service } from '@flotilla/controller';

/** Says which Pods stand behind each Service. */
export function createNetworkController(deps: ControllerServiceDeps): Service {
  return createControllerService(deps, { name: 'network-controller' }, () => []);
}
