import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { checkDnsLabel, checkDnsSubdomain, checkLabelKey, required } from '@flotilla/machinery';
import type { EndpointAddress, EndpointPort, EndpointSubset, Endpoints } from '../../generated/types/core-v1.ts';
import { ipAddress } from '../../rules/address-rules.ts';
import { endpointAddress } from '../../rules/endpoint-address.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach, oneOf } from '../../rules/field-rules.ts';
import { portNumber } from '../../rules/port-rules.ts';
import { protocols } from '../../rules/protocols.ts';

export function validateEndpoints(object: KubernetesObject): FieldError[] {
  const { subsets = [] } = object as Endpoints;
  return subsets.flatMap((subset, index) => [...subsetErrors(`subsets[${index}]`, subset)]);
}

function* subsetErrors(field: string, { addresses = [], notReadyAddresses = [], ports = [] }: EndpointSubset) {
  if (addresses.length + notReadyAddresses.length === 0) {
    yield required(field, 'must specify `addresses` or `notReadyAddresses`');
  }
  for (const [index, address] of addresses.entries()) yield* addressErrors(`${field}.addresses[${index}]`, address);
  for (const [index, address] of notReadyAddresses.entries()) {
    yield* addressErrors(`${field}.notReadyAddresses[${index}]`, address);
  }
  for (const [index, port] of ports.entries()) yield* portErrors(`${field}.ports[${index}]`, port, ports.length);
}

function* addressErrors(field: string, { ip, hostname, nodeName }: EndpointAddress): FieldErrors {
  yield* ipAddress(`${field}.ip`, ip ?? '');
  if (hostname) yield* invalidEach(`${field}.hostname`, hostname, checkDnsLabel(hostname));
  if (nodeName !== undefined) yield* invalidEach(`${field}.nodeName`, nodeName, checkDnsSubdomain(nodeName));
  yield* endpointAddress(`${field}.ip`, ip ?? '');
}

function* portErrors(field: string, port: EndpointPort, count: number): FieldErrors {
  const { name, protocol, appProtocol } = port;
  if (name) yield* invalidEach(`${field}.name`, name, checkDnsLabel(name));
  else if (count > 1) yield required(`${field}.name`);
  yield* portNumber(`${field}.port`, port.port ?? 0);
  yield* oneOf(`${field}.protocol`, protocol, protocols);
  if (appProtocol !== undefined) yield* invalidEach(`${field}.appProtocol`, appProtocol, checkLabelKey(appProtocol));
}
