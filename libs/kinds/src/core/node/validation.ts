import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { duplicate, forbidden, invalid } from '@flotilla/machinery';
import type { Node, NodeAddress, NodeSpec, NodeStatus } from '../../generated/types/core-v1.ts';
import { cidr, isDualStack } from '../../rules/address-rules.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { internalForm } from '../../rules/internal-form.ts';
import { resourceAmount } from '../resource/amount-rules.ts';
import { taintsErrors } from './taints.ts';

export function validateNode(object: KubernetesObject): FieldError[] {
  return [...nodeErrors(object as Node)];
}

/** The reference reports taints under `metadata`. */
function* nodeErrors({ spec = {}, status = {} }: Node): FieldErrors {
  yield* taintsErrors('metadata.taints', spec.taints ?? []);
  yield* statusErrors(status);
  const swap = status.nodeInfo?.swap?.capacity;
  if (swap !== undefined && swap <= 0) {
    yield invalid('metadata.nodeSwapStatus.capacity', swap, 'must be greater than zero');
  }
  yield* rangesErrors('spec.podCIDRs', spec.podCIDRs ?? []);
}

function* statusErrors(status: NodeStatus): FieldErrors {
  for (const list of ['capacity', 'allocatable'] as const) {
    for (const [name, amount] of Object.entries(status[list] ?? {})) {
      yield* resourceAmount(`status.${list}.${name}`, name, amount);
    }
  }
  yield* featuresErrors('status.declaredFeatures', status.declaredFeatures ?? []);
}

function* rangesErrors(field: string, ranges: readonly string[]): FieldErrors {
  for (const [index, range] of ranges.entries()) yield* cidr(`${field}[${index}]`, range);
  if (ranges.length > 1 && !isDualStack(ranges)) {
    yield invalid(field, ranges, 'may specify no more than one CIDR for each IP family');
  }
}

const featureName = /^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/;
const featureRule =
  "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes";
const featureLimit = 253;

function* featuresErrors(field: string, features: readonly string[]): FieldErrors {
  for (const [index, feature] of features.entries()) {
    const path = `${field}[${index}]`;
    const name = JSON.stringify(feature);
    if (feature.length > featureLimit) {
      const why = `must be no more than ${featureLimit} characters`;
      yield invalid(path, feature, `invalid feature name ${name}: ${why}`);
    } else if (!featureName.test(feature)) {
      yield invalid(path, feature, `invalid feature name ${name}: ${featureRule}`);
    }
    const before = features[index - 1];
    if (before === feature) yield duplicate(path, feature);
    else if (before !== undefined && before > feature) {
      yield invalid(path, feature, 'list must be sorted alphabetically');
    }
  }
}

/** What may not change, through the node itself and through its status. */
export function validateNodeUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  return [...updateErrors(next as Node, previous as Node)];
}

function* updateErrors({ spec = {}, status = {} }: Node, { spec: before = {} }: Node): FieldErrors {
  yield* statusErrors(status);
  yield* addressesErrors('status.addresses', status.addresses ?? []);
  yield* setOnceErrors(spec, before);
  yield* taintsErrors('metadata.taints', spec.taints ?? []);
  if ((spec.externalID ?? '') !== (before.externalID ?? '')) yield forbidden('spec.externalID', 'may not be updated');
}

function* addressesErrors(field: string, addresses: readonly NodeAddress[]): FieldErrors {
  const seen = new Set<string>();
  for (const [index, address] of addresses.entries()) {
    const key = `${address.type} ${address.address}`;
    if (seen.has(key)) yield duplicate(`${field}[${index}]`, internalForm(address, { type: '', address: '' }));
    seen.add(key);
  }
}

function* setOnceErrors(spec: NodeSpec, before: NodeSpec): FieldErrors {
  const [ranges, old] = [spec.podCIDRs ?? [], before.podCIDRs ?? []];
  const changed = ranges.length === old.length ? old.filter((range, index) => range !== ranges[index]).length : 1;
  for (let each = 0; old.length > 0 && each < changed; each += 1) {
    yield forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid');
  }
  if (before.providerID && before.providerID !== spec.providerID) {
    yield forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid');
  }
}
