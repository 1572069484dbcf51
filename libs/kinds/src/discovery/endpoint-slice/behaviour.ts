import type { KubernetesObject } from '@flotilla/machinery';
import type { EndpointSlice } from '../../generated/types/discovery-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { ipWarnings } from '../../rules/address-warnings.ts';
import { immutable } from '../../rules/field-rules.ts';
import { sameValue } from '../../rules/same-value.ts';
import { endpointSliceColumns } from './columns.ts';
import { validateEndpointSlice } from './validation.ts';

const managedBy = 'endpointslice.kubernetes.io/managed-by';
const controllers = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

export const endpointSliceBehaviour: KindBehaviour = {
  generation: true,
  applyDefaults(object) {
    for (const port of (object as unknown as EndpointSlice).ports ?? []) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  prepareCreate: (object) => dropTopology(object as unknown as EndpointSlice, undefined),
  prepareUpdate: (next, previous) =>
    dropTopology(next as unknown as EndpointSlice, previous as unknown as EndpointSlice),
  validate: validateEndpointSlice,
  validateUpdate: (next, previous) => [...immutable('addressType', next.addressType, previous.addressType)],
  columns: endpointSliceColumns,
  warnings: endpointSliceWarnings,
};

/** The older form of `zone` and `nodeName` is not written any more. */
function dropTopology(slice: EndpointSlice, previous: EndpointSlice | undefined): void {
  if (previous !== undefined && sameValue(slice.endpoints, previous.endpoints)) return;
  for (const endpoint of slice.endpoints ?? []) delete endpoint.deprecatedTopology;
}

function endpointSliceWarnings(object: KubernetesObject): string[] {
  const { addressType, endpoints = [] } = object as unknown as EndpointSlice;
  const isOurs = controllers.includes(object.metadata.labels?.[managedBy] ?? '');
  const odd = endpoints.flatMap(({ addresses = [] }, index) =>
    addresses.flatMap((address, place) => ipWarnings(`endpoints[${index}].addresses[${place}]`, address)),
  );
  return [
    ...(addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
    ...(isOurs ? [] : odd),
  ];
}
