import { type Client, createClient, type Registry } from '@flotilla/registry';
import type { Guard } from '@flotilla/store';
import { noteWrite } from '../writes/round.ts';

/** Under which name a controller writes. */
export interface ControllerIdentity {
  /** A user: `system:kube-scheduler`; or the name of a service account in kube-system: `namespace-controller`. */
  readonly name: string;
  /** `kube-controller-manager` where absent, as upstream's controllers have it. */
  readonly fieldManager?: string;
  /** What must hold at each of its commits. Asked at each write. */
  guards?(): readonly Guard[];
}

const ACCOUNTS = 'system:serviceaccounts';

/** A client whose writes are noted for the round of work that they are part of. */
export function createControllerClient(registry: Registry, identity: ControllerIdentity): Client {
  const { name, fieldManager = 'kube-controller-manager' } = identity;
  const user = name.startsWith('system:')
    ? { name, groups: ['system:authenticated'] }
    : {
        name: `system:serviceaccount:kube-system:${name}`,
        groups: [ACCOUNTS, `${ACCOUNTS}:kube-system`, 'system:authenticated'],
      };
  const guards = identity.guards === undefined ? {} : { guards: identity.guards };
  return createClient(registry, { user, fieldManager, ...guards, wrote: noteWrite });
}
