import { type Controller, controller, done, type EventRecorder } from '@flotilla/controller';
import type { IPAddress } from '@flotilla/kinds/networking/v1';
import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { IpAddresses, Services } from '../objects/kinds.ts';
import { type AddressStep, planAddress } from './plan-address.ts';

/**
 * Makes addresses and Services agree again where somebody wrote or deleted an IPAddress by hand. Both are read from the
 * store before anything is done: caches of two kinds may be of different moments.
 */
export function addressRepairController(
  { client, events }: { readonly client: Client; readonly events: EventRecorder },
  { services, addresses }: Informers,
): Controller {
  const look = async (address: string): Promise<AddressStep> => {
    const [found, holder] = [await client.get(IpAddresses, { name: address }), holderOf(address)];
    const parent = found?.spec.parentRef;
    const named = holder ?? (parent?.resource === 'services' ? parent : undefined);
    const service =
      named === undefined
        ? undefined
        : await client.get(Services, { namespace: named.namespace ?? '', name: named.name });
    return planAddress(address, found, service);
  };
  const holderOf = (address: string) => services.under('address', address)[0];
  return controller('address-repair')
    .for(addresses)
    .watches(services, ({ before, after }) => [before?.address, after?.address].filter((each) => each !== undefined))
    .reconciles(async (address) => {
      const holder = holderOf(address);
      if (isAgreed(addresses.get(address), holder)) return done;
      const step = await look(address);
      try {
        if (step.type === 'delete') {
          await client.delete(IpAddresses, { name: address }, { preconditions: { uid: step.uid } });
        } else if (step.type === 'create') {
          await client.create(IpAddresses, step.object);
          events.record(step.regarding, { type: 'Warning', reason: 'ClusterIPNotAllocated', message: step.message });
        }
      } catch (error) {
        // Another was first: the caches will say so.
        if (!isStatus(error, 'AlreadyExists', 'Conflict')) throw error;
      }
      return done;
    });
}

function isAgreed(
  address: IPAddress | undefined,
  holder: { readonly namespace: string; readonly name: string } | undefined,
): boolean {
  const parent = address?.spec.parentRef;
  if (parent !== undefined && parent.resource !== 'services') return true;
  return parent?.name === holder?.name && parent?.namespace === holder?.namespace;
}
