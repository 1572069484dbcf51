import { type ControllerServiceDeps, createControllerService, type Service } from '@flotilla/controller';
import { defaultClassController } from './default-class.ts';
import { createInformers } from './objects/informers.ts';
import { createProgress } from './progress.ts';
import { type ProxyOptions, proxyController } from './proxy.ts';
import { statusController } from './status.ts';

export interface IngressOptions extends ProxyOptions {
  /** The address at which the proxy serves, as an Ingress' status tells it. */
  readonly address: string;
}

export interface IngressDeps extends ControllerServiceDeps {
  /** Told the revision of the EndpointSlices that the proxy has loaded, at once and then every second. */
  loaded(revision: number): void;
}

/** Turns Ingresses into the configuration of a Traefik that stands beside it. */
export function createIngress(deps: IngressDeps, options: IngressOptions): Service {
  return createControllerService(deps, { name: 'ingress' }, ({ client: as, clock, log, events, ...parts }) => {
    const client = as('ingress-controller');
    const informers = createInformers(parts.informers);
    const progress = createProgress(deps.loaded);
    return [
      defaultClassController(client),
      proxyController({ clock, log, loaded: progress.loaded }, informers, options),
      progress.controller,
      statusController({ client, events: events(client, 'ingress-controller') }, informers, options.address),
    ];
  });
}
