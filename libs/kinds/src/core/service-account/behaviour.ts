import type { KubernetesObject } from '@flotilla/machinery';
import { ageColumn, ageOf, nameColumn } from '../../columns/column.ts';
import type { ObjectReference, ServiceAccount } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';

const mountableSecrets = 'kubernetes.io/enforce-mountable-secrets';

export const serviceAccountBehaviour: KindBehaviour = {
  prepareCreate: keepSecretNames,
  prepareUpdate: keepSecretNames,
  warnings({ metadata }) {
    if (!(mountableSecrets in (metadata.annotations ?? {}))) return [];
    const why = 'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets';
    return [`metadata.annotations[${mountableSecrets}]: ${why}`];
  },
  columns: {
    definitions: [nameColumn, ageColumn],
    cells: (object, now) => [object.metadata.name ?? '', ageOf(object, now)],
  },
};

/** Its Secrets lie beside it: nothing but their names says which. */
function keepSecretNames(object: KubernetesObject): void {
  const account = object as ServiceAccount;
  if (account.secrets === undefined) return;
  account.secrets = account.secrets.map(({ name }) => ({ name }) as ObjectReference);
}
