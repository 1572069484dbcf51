import type { FieldError } from '@flotilla/machinery';
import { invalid } from '@flotilla/machinery';
import type { ServiceSpec } from '../../generated/types/core-v1.ts';
import { familyOf, unpadded } from '../../rules/address.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { sameValue } from '../../rules/same-value.ts';
import { clusterAddressErrors } from './address-validation.ts';

/** What a cluster has addresses of. */
const clusterFamily = 'IPv4';
const policyField = 'spec.ipFamilyPolicy';

/**
 * Decides a Service's IP families from what was asked for, in a cluster of IPv4 alone. Returns what cannot be; the spec
 * is then not to be used. Source: Kubernetes documentation, "IPv4/IPv6 dual-stack".
 */
export function assignFamilies(spec: ServiceSpec, before: ServiceSpec | undefined): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const isFree = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  spec.ipFamilyPolicy ??= before?.ipFamilyPolicy ?? (isFree ? 'RequireDualStack' : 'SingleStack');
  const malformed = [...clusterAddressErrors(spec)];
  if (malformed.length > 0) return malformed;
  if (before !== undefined && spec.ipFamilyPolicy === 'SingleStack') releaseSecond(spec, before);
  const errors = [...countErrors(spec, before), ...inferFamilies(spec)];
  if (errors.length > 0) return errors;
  if (isFree) {
    assignFreeFamilies(spec);
    return [];
  }
  const unavailable = [...unavailableErrors(spec)];
  if ((spec.ipFamilies ?? []).length === 0) spec.ipFamilies = [clusterFamily];
  return unavailable;
}

/** Asking for a single stack means the first address and family of two that were left as they were. */
function releaseSecond(spec: ServiceSpec, before: ServiceSpec): void {
  if (sameValue(spec.clusterIPs, before.clusterIPs)) spec.clusterIPs = spec.clusterIPs?.slice(0, 1);
  if (sameValue(spec.ipFamilies, before.ipFamilies)) spec.ipFamilies = spec.ipFamilies?.slice(0, 1);
}

function* countErrors(spec: ServiceSpec, before: ServiceSpec | undefined): FieldErrors {
  const { ipFamilyPolicy: policy } = spec;
  const counted = [
    { now: spec.clusterIPs, old: before?.clusterIPs, one: 'secondary cluster IP', many: 'cluster IPs' },
    { now: spec.ipFamilies, old: before?.ipFamilies, one: 'secondary IP family', many: 'IP families' },
  ];
  for (const { now = [], old = [], one, many } of counted) {
    if (policy === 'SingleStack' && now.length === 2) {
      const why = `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${many} are specified`;
      yield invalid(policyField, policy, why);
    }
    if (policy !== 'SingleStack' && now.length > 0 && now.length < old.length) {
      yield invalid(policyField, policy, `must be 'SingleStack' to release the ${one}`);
    }
  }
}

/** An address says its family. */
function* inferFamilies(spec: ServiceSpec): FieldErrors {
  const families = [...(spec.ipFamilies ?? [])];
  for (const [index, address] of (spec.clusterIPs ?? []).entries()) {
    const family = address === 'None' ? undefined : familyOf(unpadded(address));
    if (family === undefined || index < families.length) continue;
    if (family === clusterFamily) families.push(family);
    else yield invalid(`spec.clusterIPs[${index}]`, spec.clusterIPs, `${family} is not configured on this cluster`);
  }
  if (families.length > 0) spec.ipFamilies = families;
}

/** Who names endpoints without a selector and without an address may name such of a family that the cluster lacks. */
function assignFreeFamilies(spec: ServiceSpec): void {
  const [first = clusterFamily, second] = spec.ipFamilies ?? [];
  const other = first === 'IPv4' ? 'IPv6' : 'IPv4';
  spec.ipFamilies = second === undefined && spec.ipFamilyPolicy === 'SingleStack' ? [first] : [first, second ?? other];
}

function* unavailableErrors({ ipFamilyPolicy, ipFamilies = [] }: ServiceSpec): FieldErrors {
  if (ipFamilyPolicy === 'RequireDualStack') {
    yield invalid(policyField, ipFamilyPolicy, 'this cluster is not configured for dual-stack services');
  }
  for (const [index, family] of ipFamilies.entries()) {
    if (family !== clusterFamily) yield invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster');
  }
}
