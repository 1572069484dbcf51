import { isDeepStrictEqual } from 'node:util';
import { type Controller, controller, done, type EventRecorder, referenceTo } from '@flotilla/controller';
import { parsePath } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Informers } from './objects/informers.ts';
import { Ingresses } from './objects/kinds.ts';
import type { Problem } from './plan/problem.ts';
import { isOwn, planOf } from './proxy.ts';

export interface StatusDeps {
  readonly client: Client;
  readonly events: EventRecorder;
}

/** Tells in each Ingress where it is served, and in Events what of it cannot be. */
export function statusController(deps: StatusDeps, informers: Informers, address: string): Controller {
  const { client, events } = deps;
  const { ingresses, classes, services, secrets } = informers;
  const told = new Map<string, readonly Problem[]>();
  const everyPath = () => [...ingresses.list()].map(([path]) => path);
  const ofNamespace = ({ path }: { readonly path: string }) =>
    [...ingresses.list(parsePath(path).namespace)].map(([ingress]) => ingress);
  return controller('ingress-status')
    .for(ingresses)
    .watches(classes, everyPath)
    .watches(services, ofNamespace)
    .watches(secrets, ofNamespace)
    .reconciles(async (path) => {
      const ingress = ingresses.get(path);
      if (ingress === undefined) return done;
      const wanted = isOwn(classes, ingress) ? [address] : [];
      if (!isDeepStrictEqual(wanted, ingress.addresses) && (wanted.length > 0 || ingress.addresses[0] === address)) {
        await client.updateStatus(Ingresses, parsePath(path), (object) => {
          object.status = { loadBalancer: { ingress: wanted.map((ip) => ({ ip })) } };
        });
      }
      const problems = planOf(informers).problems.get(ingress.uid) ?? [];
      for (const problem of problems) {
        if (told.get(ingress.uid)?.some((each) => isDeepStrictEqual(each, problem))) continue;
        const regarding = referenceTo('networking.k8s.io/v1', 'Ingress', ingress.metadata);
        events.record(regarding, { type: 'Warning', ...problem });
      }
      if (problems.length > 0) told.set(ingress.uid, problems);
      else told.delete(ingress.uid);
      return done;
    });
}
