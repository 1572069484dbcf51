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
    const { ports = [], endpoints = [] } = object as unknown as EndpointSlice;
    for (const endpoint of endpoints) endpoint.conditions ??= {};
    for (const port of ports) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  prepareCreate: (object) => dropTopology(object as unknown as EndpointSlice, undefined),
  prepareUpdate(next, previous) {
    dropTopology(next as unknown as EndpointSlice, previous as unknown as EndpointSlice);
    // Here labels count as what is asked for: they say whose slice it is.
    const isRelabelled = !sameValue(next.metadata.labels, previous.metadata.labels);
    if (isRelabelled) next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
  },
  validate: validateEndpointSlice,
  validateUpdate: (next, previous) => [...immutable('addressType', next.addressType, previous.addressType)],
  columns: endpointSliceColumns,
  warnings: endpointSliceWarnings,
  updateWarnings: addressWarnings,
};

/** The older form of `zone` and `nodeName` is not written any more. */
function dropTopology(slice: EndpointSlice, previous: EndpointSlice | undefined): void {
  if (previous !== undefined && sameValue(slice.endpoints, previous.endpoints)) return;
  for (const endpoint of slice.endpoints ?? []) delete endpoint.deprecatedTopology;
}

function endpointSliceWarnings(object: KubernetesObject): string[] {
  const isNamed = object.addressType === 'FQDN';
  return [...(isNamed ? ['spec.addressType: FQDN endpoints are deprecated'] : []), ...addressWarnings(object)];
}

/** The controllers write addresses in the common form. */
function addressWarnings(object: KubernetesObject): string[] {
  if (controllers.includes(object.metadata.labels?.[managedBy] ?? '')) return [];
  const { endpoints = [] } = object as unknown as EndpointSlice;
  return endpoints.flatMap(({ addresses = [] }, index) =>
    addresses.flatMap((address, place) => ipWarnings(`endpoints[${index}].addresses[${place}]`, address)),
  );
}
