import { isDeepStrictEqual } from 'node:util';
import { type Controller, controller, done, type EventRecorder, referenceTo } from '@flotilla/controller';
import { parsePath } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Informers } from './objects/informers.ts';
import { Ingresses } from './objects/kinds.ts';
import type { IngressView } from './objects/views.ts';
import type { Problem } from './plan/problem.ts';
import { isOwn, planOf } from './proxy.ts';

export interface StatusDeps {
  readonly client: Client;
  readonly events: EventRecorder;
}

/**
 * Tells in each Ingress where it is served, and in Events what of it cannot be. What one cannot have another may have, so
 * that all are looked at together: one key.
 */
export function statusController({ client, events }: StatusDeps, informers: Informers, address: string): Controller {
  const { ingresses, classes, services, secrets } = informers;
  const all = () => ['statuses'];
  let told: ReadonlyMap<string, readonly Problem[]> = new Map();
  const tellAddress = async (path: string, ingress: IngressView): Promise<void> => {
    const { addresses } = ingress;
    const isServed = isOwn(classes, ingress);
    // What another controller has written into an Ingress of its own is left alone.
    if (isServed ? isDeepStrictEqual(addresses, [address]) : !addresses.includes(address)) return;
    await client.updateStatus(Ingresses, parsePath(path), (object) => {
      object.status = { loadBalancer: { ingress: isServed ? [{ ip: address }] : [] } };
    });
  };
  const tellProblems = ({ uid, metadata }: IngressView, problems: readonly Problem[]): void => {
    const regarding = referenceTo('networking.k8s.io/v1', 'Ingress', metadata);
    const before = told.get(uid) ?? [];
    for (const problem of problems) {
      if (before.some((each) => isDeepStrictEqual(each, problem))) continue;
      events.record(regarding, { type: 'Warning', ...problem });
    }
  };
  return controller('ingress-status')
    .always('statuses')
    .watches(ingresses, all)
    .watches(classes, all)
    .watches(services, all)
    .watches(secrets, all)
    .reconciles(async () => {
      const { problems } = planOf(informers);
      for (const [, ingress] of ingresses.list()) tellProblems(ingress, problems.get(ingress.uid) ?? []);
      told = problems;
      for (const [path, ingress] of [...ingresses.list()]) await tellAddress(path, ingress);
      return done;
    });
}
