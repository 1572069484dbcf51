import { checkDnsSubdomain, forbidden, invalid, required, tooLong } from '@flotilla/machinery';
import type { HostAlias, PodDNSConfig, PodSpec } from '../../../generated/types/core-v1.ts';
import { ipAddress } from '../../../rules/address-rules.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach } from '../../../rules/field-rules.ts';
import { checkSearchDomain } from './search-domain.ts';

/** Limits of resolv.conf as the reference counts them. */
const mostNameservers = 3;
const mostSearches = 32;
const mostSearchCharacters = 2048;
/** The longest host name that Linux holds, in bytes. */
const hostnameLimit = 64;

export function* dnsErrors(field: string, { dnsPolicy, dnsConfig }: PodSpec): FieldErrors {
  if (dnsPolicy === 'None') {
    if (dnsConfig === undefined) return yield required(field, 'must provide `dnsConfig` when `dnsPolicy` is None');
    if ((dnsConfig.nameservers ?? []).length === 0) {
      const why = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      return yield required(`${field}.nameservers`, why);
    }
  }
  if (dnsConfig !== undefined) yield* configErrors(field, dnsConfig);
}

function* configErrors(field: string, { nameservers = [], searches = [], options = [] }: PodDNSConfig): FieldErrors {
  if (nameservers.length > mostNameservers) {
    yield invalid(`${field}.nameservers`, nameservers, `must not have more than ${mostNameservers} nameservers`);
  }
  for (const [index, address] of nameservers.entries()) yield* ipAddress(`${field}.nameservers[${index}]`, address);
  yield* searchErrors(`${field}.searches`, searches);
  for (const [index, { name }] of options.entries()) {
    if (!name) yield required(`${field}.options[${index}]`, 'must not be empty');
  }
}

function* searchErrors(field: string, searches: readonly string[]): FieldErrors {
  if (searches.length > mostSearches) {
    yield invalid(field, searches, `must not have more than ${mostSearches} search paths`);
  }
  if (searches.join(' ').length > mostSearchCharacters) {
    const why = `must not have more than ${mostSearchCharacters} characters (including spaces) in the search list`;
    yield invalid(field, searches, why);
  }
  for (const [index, search] of searches.entries()) {
    const domain = search.replace(/\.$/, '');
    if (search !== '.') yield* invalidEach(`${field}[${index}]`, domain, checkSearchDomain(domain));
  }
}

/** In the host's network a container's port is its node's. */
export function* hostPortErrors(field: string, spec: PodSpec): FieldErrors {
  if (spec.hostNetwork !== true) return;
  for (const [index, { ports }] of (spec.containers ?? []).entries()) {
    for (const [place, { hostPort = 0, containerPort = 0 }] of (ports ?? []).entries()) {
      if (hostPort === containerPort) continue;
      const path = `${field}[${index}].ports[${place}].hostPort`;
      yield invalid(path, hostPort, 'must match `containerPort` when `hostNetwork` is true');
    }
  }
}

export function* hostAliasesErrors(field: string, aliases: readonly HostAlias[]): FieldErrors {
  for (const [index, { ip, hostnames }] of aliases.entries()) {
    yield* ipAddress(`${field}[${index}].ip`, ip ?? '');
    for (const [place, name] of (hostnames ?? []).entries()) {
      yield* invalidEach(`${field}[${index}].hostnames[${place}]`, name, checkDnsSubdomain(name));
    }
  }
}

export function* hostnameOverrideErrors(field: string, spec: PodSpec): FieldErrors {
  const { hostnameOverride } = spec;
  if (hostnameOverride === undefined) return;
  if (spec.setHostnameAsFQDN) yield forbidden(field, 'may not be specified when setHostnameAsFQDN is true');
  if (spec.hostNetwork) yield forbidden(field, 'may not be specified when hostNetwork is true');
  if (hostnameOverride.length > hostnameLimit) yield tooLong(field, hostnameLimit);
  yield* invalidEach(field, hostnameOverride, checkDnsSubdomain(hostnameOverride));
}
