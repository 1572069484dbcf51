import type { KubernetesObject } from '@flotilla/machinery';
import type { Endpoints } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { ipWarnings } from '../../rules/address-warnings.ts';
import { endpointsColumns } from './columns.ts';
import { validateEndpoints } from './validation.ts';

const managedBy = 'endpoints.kubernetes.io/managed-by';

export const endpointsBehaviour: KindBehaviour = {
  createsOnUpdate: true,
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  applyDefaults(object) {
    for (const port of ((object as Endpoints).subsets ?? []).flatMap(({ ports }) => ports ?? []))
      port.protocol ||= 'TCP';
  },
  validate: validateEndpoints,
  columns: endpointsColumns,
  warnings: endpointsWarnings,
  updateWarnings: endpointsWarnings,
};

/** The controller writes its addresses in the common form. */
function endpointsWarnings(object: KubernetesObject): string[] {
  if (object.metadata.labels?.[managedBy] === 'endpoint-controller') return [];
  return ((object as Endpoints).subsets ?? []).flatMap((subset, index) =>
    (['addresses', 'notReadyAddresses'] as const).flatMap((list) =>
      (subset[list] ?? []).flatMap(({ ip }, place) => ipWarnings(`subsets[${index}].${list}[${place}].ip`, ip)),
    ),
  );
}
