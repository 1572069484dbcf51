import { type Controller, controller, done } from '@flotilla/controller';
import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { IngressClasses } from './objects/kinds.ts';
import { CONTROLLER } from './proxy.ts';

/** What people write as `ingressClassName`. */
const NAME = 'traefik';

/** Makes the class that Ingresses without one get. A cluster that has another default is left alone. */
export function defaultClassController(client: Client): Controller {
  return controller('ingress-class')
    .always(NAME)
    .reconciles(async (name) => {
      if ((await client.get(IngressClasses, { name })) !== undefined) return done;
      try {
        await client.create(IngressClasses, {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'IngressClass',
          metadata: { name, annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
          spec: { controller: CONTROLLER },
        });
      } catch (error) {
        if (!isStatus(error, 'AlreadyExists')) throw error;
      }
      return done;
    });
}
