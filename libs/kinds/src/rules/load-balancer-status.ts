import { checkDnsSubdomain, forbidden, invalid, required } from '@flotilla/machinery';
import type { LoadBalancerIngress } from '../generated/types/core-v1.ts';
import { familyOf, unpadded } from './address.ts';
import { ipAddress } from './address-rules.ts';
import type { FieldErrors } from './field-rules.ts';
import { invalidEach, supportedValue } from './field-rules.ts';

type Entry = Pick<LoadBalancerIngress, 'ip' | 'hostname'>;

/** Where clients come in, as it stands in the status of Services and Ingresses. */
export function* loadBalancerEntry(field: string, { ip, hostname }: Entry): FieldErrors {
  if (ip) yield* ipAddress(`${field}.ip`, ip);
  if (hostname) yield* dnsNameErrors(`${field}.hostname`, hostname);
}

export function* ipModeErrors(field: string, { ip, ipMode }: LoadBalancerIngress): FieldErrors {
  if (ipMode === undefined) {
    if (ip) yield required(`${field}.ipMode`, 'must be specified when `ip` is set');
  } else if (!ip) yield forbidden(`${field}.ipMode`, 'may not be specified when `ip` is not set');
  else yield* supportedValue(`${field}.ipMode`, ipMode, ['Proxy', 'VIP']);
}

function* dnsNameErrors(field: string, name: string): FieldErrors {
  yield* invalidEach(field, name, checkDnsSubdomain(name));
  if (familyOf(unpadded(name)) !== undefined) yield invalid(field, name, 'must be a DNS name, not an IP address');
}
