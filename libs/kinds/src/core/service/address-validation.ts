import { duplicate, invalid, required } from '@flotilla/machinery';
import type { ServiceSpec } from '../../generated/types/core-v1.ts';
import { familyOf, unpadded } from '../../rules/address.ts';
import { ipAddress, isDualStack } from '../../rules/address-rules.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { supportedValue } from '../../rules/field-rules.ts';
import { isHeadless } from './traits.ts';

const families = ['IPv4', 'IPv6'];
const familyPolicies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const field = 'spec.clusterIPs';

/** What addresses and families a client may ask for. Asked before any are given out, too. */
export function* clusterAddressErrors(spec: ServiceSpec): FieldErrors {
  if (spec.type === 'ExternalName') return;
  yield* agreementErrors(spec);
  yield* familiesErrors(spec.ipFamilies ?? []);
  yield* supportedValue('spec.ipFamilyPolicy', spec.ipFamilyPolicy, familyPolicies);
  const malformed = [...addressErrors(spec.clusterIPs ?? [])];
  yield* malformed;
  if ((spec.clusterIPs ?? []).length > 2) yield invalid(field, spec.clusterIPs, 'may only hold up to 2 values');
  if (malformed.length === 0) yield* stackErrors(spec);
}

/** `clusterIP` is the first of `clusterIPs`. */
function* agreementErrors({ clusterIP = '', clusterIPs = [] }: ServiceSpec): FieldErrors {
  if (clusterIP === '') {
    if (clusterIPs.length > 0) yield invalid(field, clusterIPs, 'must be empty when `clusterIP` is not specified');
  } else if (clusterIPs.length === 0) yield required(field);
  else if (clusterIPs[0] !== clusterIP) yield invalid(field, clusterIPs, 'first value must match `clusterIP`');
}

function* familiesErrors(given: readonly string[]): FieldErrors {
  for (const [index, family] of given.entries()) {
    yield* supportedValue(`spec.ipFamilies[${index}]`, family, families);
    if (given.indexOf(family) < index) yield duplicate(`spec.ipFamilies[${index}]`, family);
  }
}

function* addressErrors(addresses: readonly string[]): FieldErrors {
  for (const [index, address] of addresses.entries()) {
    if (index > 0 || address !== 'None') yield* ipAddress(`${field}[${index}]`, address);
    else if (addresses.length > 1) yield invalid(field, addresses, "'None' must be the first and only value");
  }
}

function* stackErrors(spec: ServiceSpec): FieldErrors {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  if (clusterIPs.length > 1 && !isDualStack(clusterIPs)) {
    yield invalid(field, clusterIPs, 'may specify no more than one IP for each IP family');
  }
  if (isHeadless(spec)) return;
  for (const [index, address] of clusterIPs.entries()) {
    const family = ipFamilies[index];
    if (family === undefined || !families.includes(family) || familyOf(unpadded(address)) === family) continue;
    const why = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    yield invalid(`${field}[${index}]`, address, why);
  }
}
