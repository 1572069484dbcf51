import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import type { OwnerReference } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { EndpointSlices } from '../objects/kinds.ts';
import type { SliceStamp, SliceStep } from './plan-slices.ts';

/** Whose slices they are. */
export interface SliceOwner {
  readonly namespace: string;
  /** The Service's name, which slices' names begin with. */
  readonly name: string;
  readonly reference: OwnerReference;
}

export async function applySlices(
  client: Client,
  owner: SliceOwner,
  stamp: SliceStamp,
  steps: readonly SliceStep[],
): Promise<void> {
  for (const step of steps) {
    if (step.type === 'create') await client.create(EndpointSlices, sliceOf(owner, stamp, step));
    else if (step.type === 'delete')
      await client.delete(EndpointSlices, { namespace: owner.namespace, name: step.name });
    else await client.update(EndpointSlices, { namespace: owner.namespace, name: step.name }, changeOf(stamp, step));
  }
}

function sliceOf(
  { namespace, name, reference }: SliceOwner,
  { labels, annotations }: SliceStamp,
  { content }: Extract<SliceStep, { type: 'create' }>,
): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace,
      generateName: `${name}-`,
      labels: { ...labels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }),
      ownerReferences: [reference],
    },
    addressType: content.addressType,
    endpoints: [...content.endpoints],
    ports: [...content.ports],
  };
}

function changeOf({ labels, annotations }: SliceStamp, { content }: Extract<SliceStep, { type: 'update' }>) {
  return (slice: EndpointSlice): void => {
    slice.metadata.labels = { ...labels };
    slice.metadata.annotations = { ...annotations };
    slice.endpoints = [...content.endpoints];
    slice.ports = [...content.ports];
  };
}
