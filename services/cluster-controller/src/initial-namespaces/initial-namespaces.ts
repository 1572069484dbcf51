import { type Clock, type Controller, controller, done, pause } from '@flotilla/controller';
import { isStatus } from '@flotilla/machinery';
import type { Logger } from '@flotilla/process';
import type { Client } from '@flotilla/registry';
import type { Informers } from '../objects/informers.ts';
import { Namespaces } from '../objects/kinds.ts';

/** Source: Kubernetes documentation, "Namespaces", initial namespaces. */
const INITIAL = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
const RETRY_MS = 500;

/** The server itself made them, in upstream. */
export const INITIAL_NAMESPACES_USER = 'system:apiserver';

/** Brings back an initial namespace that was deleted. */
export function initialNamespaceController(client: Client, { namespaces }: Informers): Controller {
  return controller('initial-namespaces')
    .watches(namespaces, ({ path }) => (INITIAL.includes(path) ? [path] : []))
    .reconciles(async (name) => {
      if (namespaces.get(name) === undefined) await createNamespace(client, name);
      return done;
    });
}

/**
 * Makes the four namespaces, and tries until they are there. No Lease guards that: the Lease itself lies in one of
 * them. It is right whoever does it, and however many do.
 */
export async function createInitialNamespaces(
  { client, clock, log }: { readonly client: Client; readonly clock: Clock; readonly log: Logger },
  signal: AbortSignal,
): Promise<void> {
  for (const name of INITIAL) {
    while (!signal.aborted) {
      try {
        if ((await client.get(Namespaces, { name })) === undefined) await createNamespace(client, name);
        break;
      } catch (error) {
        log.info('namespace not made yet', { namespace: name, error });
        await pause(clock, RETRY_MS, signal);
      }
    }
  }
}

async function createNamespace(client: Client, name: string): Promise<void> {
  try {
    await client.create(Namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  } catch (error) {
    if (!isStatus(error, 'AlreadyExists')) throw error;
  }
}
