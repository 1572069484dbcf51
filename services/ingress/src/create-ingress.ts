import { type ControllerServiceDeps, createControllerService, type Service } from '@flotilla/controller';

/** Turns Ingresses into the configuration of a reverse proxy. */
export function createIngress(deps: ControllerServiceDeps): Service {
  return createControllerService(deps, { name: 'ingress' }, () => []);
}
