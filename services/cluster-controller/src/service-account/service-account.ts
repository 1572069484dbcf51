import { type Controller, controller, done } from '@flotilla/controller';
import { isStatus, parsePath } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { ServiceAccounts } from '../objects/kinds.ts';
import type { NamespaceView } from '../objects/projections.ts';

const NAME = 'default';

/** Whether a namespace lacks its default ServiceAccount. */
export function lacksAccount(namespace: NamespaceView | undefined, account: true | undefined): boolean {
  return namespace !== undefined && !namespace.isTerminating && account === undefined;
}

/** Gives each namespace the ServiceAccount that Pods have when they name none. */
export function serviceAccountController(client: Client, { namespaces, serviceAccounts }: Informers): Controller {
  return controller('service-account')
    .for(namespaces)
    .watches(serviceAccounts, ({ path }) => {
      const { namespace, name } = parsePath(path);
      return name === NAME ? [namespace] : [];
    })
    .reconciles(async (namespace) => {
      if (!lacksAccount(namespaces.get(namespace), serviceAccounts.get(`${namespace}/${NAME}`))) return done;
      try {
        await client.create(ServiceAccounts, {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { namespace, name: NAME },
        });
      } catch (error) {
        // There already, or the namespace is going: both are as it should be, and the caches will say so.
        if (!isStatus(error, 'AlreadyExists', 'NotFound', 'Forbidden')) throw error;
      }
      return done;
    });
}
