import { isIPv4 } from 'node:net';
import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import {
  checkDnsLabel,
  checkDnsSubdomain,
  checkLabelKey,
  checkLabelValue,
  duplicate,
  invalid,
  required,
  tooMany,
} from '@flotilla/machinery';
import type { Endpoint, EndpointHints, EndpointPort, EndpointSlice } from '../../generated/types/discovery-v1.ts';
import { unpadded } from '../../rules/address.ts';
import { ipAddress } from '../../rules/address-rules.ts';
import { endpointAddress } from '../../rules/endpoint-address.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach, oneOf } from '../../rules/field-rules.ts';
import { protocols } from '../../rules/protocols.ts';

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];
const most = { endpoints: 1000, addresses: 100, ports: 20_000, hints: 8 };

export function validateEndpointSlice(object: KubernetesObject): FieldError[] {
  const { addressType = '', ports = [], endpoints = [] } = object as unknown as Partial<EndpointSlice>;
  return [
    ...oneOf('addressType', addressType, addressTypes),
    ...portsErrors('ports', ports),
    ...endpointsErrors('endpoints', endpoints, addressType),
  ];
}

function* portsErrors(field: string, ports: readonly EndpointPort[]): FieldErrors {
  if (ports.length > most.ports) return yield tooMany(field, ports.length, most.ports);
  const names = new Set<string>();
  for (const [index, { name = '', protocol, appProtocol }] of ports.entries()) {
    const path = `${field}[${index}]`;
    if (name !== '') yield* invalidEach(`${path}.name`, name, checkDnsLabel(name));
    if (names.has(name)) yield duplicate(`${path}.name`, name);
    names.add(name);
    yield* oneOf(`${path}.protocol`, protocol, protocols);
    if (appProtocol !== undefined) yield* invalidEach(`${path}.appProtocol`, appProtocol, checkLabelKey(appProtocol));
  }
}

function* endpointsErrors(field: string, endpoints: readonly Endpoint[], addressType: string): FieldErrors {
  if (endpoints.length > most.endpoints) return yield tooMany(field, endpoints.length, most.endpoints);
  for (const [index, endpoint] of endpoints.entries()) {
    const path = `${field}[${index}]`;
    const { addresses = [], nodeName, hostname, hints } = endpoint;
    yield* addressesErrors(`${path}.addresses`, addresses, addressType);
    if (nodeName !== undefined) yield* invalidEach(`${path}.nodeName`, nodeName, checkDnsSubdomain(nodeName));
    if (hostname !== undefined) yield* invalidEach(`${path}.hostname`, hostname, checkDnsLabel(hostname));
    if (hints !== undefined) yield* hintsErrors(`${path}.hints`, hints);
  }
}

function* addressesErrors(field: string, addresses: readonly string[], addressType: string): FieldErrors {
  if (addresses.length === 0) yield required(field, 'must contain at least 1 address');
  if (addresses.length > most.addresses) yield tooMany(field, addresses.length, most.addresses);
  for (const [index, address] of addresses.entries()) {
    if (addressType === 'FQDN') yield* domainErrors(`${field}[${index}]`, address);
    else if (addressType !== '') yield* addressErrors(`${field}[${index}]`, address, { addressType, list: field });
  }
}

function* addressErrors(field: string, address: string, at: { addressType: string; list: string }): FieldErrors {
  const malformed = [...ipAddress(field, address)];
  if (malformed.length > 0) return yield* malformed;
  const family = isIPv4(unpadded(address)) ? 'IPv4' : 'IPv6';
  if (family !== at.addressType) yield invalid(at.list, address, `must be an ${at.addressType} address`);
  yield* endpointAddress(field, address);
}

function* domainErrors(field: string, address: string): FieldErrors {
  const name = address.replace(/\.$/, '');
  const complaints = checkDnsSubdomain(name);
  if (address === '') yield required(field);
  else if (complaints.length > 0) yield invalid(field, name, complaints.join(','));
  else if (!name.includes('.')) {
    yield invalid(field, name, 'should be a domain with at least two segments separated by dots');
  }
}

function* hintsErrors(field: string, { forZones = [], forNodes = [] }: EndpointHints): FieldErrors {
  yield* namesErrors(`${field}.forZones`, forZones, checkLabelValue);
  yield* namesErrors(`${field}.forNodes`, forNodes, checkDnsSubdomain);
}

function* namesErrors(
  field: string,
  named: readonly { readonly name: string }[],
  check: (name: string) => string[],
): FieldErrors {
  if (named.length > most.hints) return yield tooMany(field, named.length, most.hints);
  for (const [index, { name = '' }] of named.entries()) {
    if (named.findIndex((other) => other.name === name) < index) yield duplicate(`${field}[${index}].name`, name);
    yield* invalidEach(`${field}[${index}].name`, name, check(name));
  }
}
