import { type Clock, type Controller, controller, done } from '@flotilla/controller';
import type { Logger } from '@flotilla/process';
import type { Informers } from './objects/informers.ts';
import type { IngressView } from './objects/views.ts';
import { type ProxyPlan, planProxy } from './plan/plan-proxy.ts';
import { formatConfiguration } from './traefik/configuration.ts';
import { untilLoaded } from './traefik/loaded.ts';
import { readIfThere, replaceFile } from './traefik/replace-file.ts';

export interface ProxyDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** Told when the proxy has loaded the endpoints of this revision. */
  loaded(revision: number): void;
}

export interface ProxyOptions {
  /** Where the proxy reads its configuration. */
  readonly file: string;
  /** Traefik's API: `http://127.0.0.1:8080`. */
  readonly apiUrl: string;
}

/** Until it is loaded, every Pod that ends waits for it as long as it may. */
const ASK_AGAIN_MS = 1_000;

/** Keeps the proxy's configuration as the cluster's Ingresses ask. There is one configuration, so there is one key. */
export function proxyController(deps: ProxyDeps, informers: Informers, options: ProxyOptions): Controller {
  const { ingresses, classes, services, slices, secrets } = informers;
  const all = () => ['configuration'];
  return controller('ingress-proxy')
    .always('configuration')
    .watches(ingresses, all)
    .watches(classes, all)
    .watches(services, all)
    .watches(slices, all)
    .watches(secrets, all)
    .atOnce(1)
    .reconciles(async (_, signal) => {
      const { revision } = slices;
      const text = formatConfiguration(planOf(informers), revision);
      if (text !== (await readIfThere(options.file))) await replaceFile(options.file, text);
      if (await untilLoaded(options.apiUrl, revision, deps.clock, signal)) {
        deps.loaded(revision);
        return done;
      }
      if (!signal.aborted) deps.log.warn('the proxy does not load its configuration', { file: options.file });
      return { againAfterMs: ASK_AGAIN_MS };
    });
}

export function planOf({ ingresses, classes, services, slices, secrets }: Informers): ProxyPlan {
  const own = [...ingresses.list()].map(([, ingress]) => ingress).filter((ingress) => isOwn(classes, ingress));
  return planProxy(own, {
    service: (path) => services.get(path),
    slices: (service) => slices.under('service', service),
    secret: (path) => secrets.get(path),
  });
}

/** The name by which an IngressClass says that its Ingresses are for this service. */
export const CONTROLLER = 'flotilla.dev/ingress';

export function isOwn(classes: Informers['classes'], { className }: IngressView): boolean {
  return className !== undefined && classes.get(className) === CONTROLLER;
}
