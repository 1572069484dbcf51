import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import {
  checkDnsLabel,
  checkDnsSubdomain,
  checkPortName,
  checkPortNumber,
  checkWildcardDnsSubdomain,
  invalid,
  notSupported,
  required,
} from '@flotilla/machinery';
import type { TypedLocalObjectReference } from '../../generated/types/core-v1.ts';
import type {
  HTTPIngressPath,
  Ingress,
  IngressBackend,
  IngressRule,
  IngressServiceBackend,
  IngressTLS,
} from '../../generated/types/networking-v1.ts';
import { familyOf, unpadded } from '../../rules/address.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach } from '../../rules/field-rules.ts';
import { referenceParts } from '../../rules/reference-rules.ts';

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];
/** What a server and those before it may read differently. */
const forbiddenParts = ['//', '/./', '/../', '%2f', '%2F'];
const forbiddenEnds = ['/..', '/.'];

export function validateIngress(object: KubernetesObject): FieldError[] {
  const { defaultBackend, rules = [], tls = [], ingressClassName: name } = (object as Ingress).spec ?? {};
  const hasNothing = rules.length === 0 && defaultBackend === undefined;
  return [
    ...(hasNothing ? [invalid('spec', null, 'either `defaultBackend` or `rules` must be specified')] : []),
    ...(defaultBackend === undefined ? [] : backendErrors('spec.defaultBackend', defaultBackend)),
    ...rules.flatMap((rule, index) => [...ruleErrors(`spec.rules[${index}]`, rule)]),
    ...tls.flatMap((entry, index) => [...tlsErrors(`spec.tls[${index}]`, entry)]),
    ...(name === undefined ? [] : invalidEach('spec.ingressClassName', name, checkDnsSubdomain(name))),
  ];
}

function* ruleErrors(field: string, { host, http }: IngressRule): FieldErrors {
  if (host) {
    if (familyOf(unpadded(host)) !== undefined) {
      yield invalid(`${field}.host`, host, 'must be a DNS name, not an IP address');
    }
    yield* hostErrors(`${field}.host`, host);
  }
  if (http === undefined) return;
  const paths = http.paths ?? [];
  if (paths.length === 0) yield required(`${field}.http.paths`);
  for (const [index, path] of paths.entries()) yield* pathErrors(`${field}.http.paths[${index}]`, path);
}

function hostErrors(field: string, host: string): FieldErrors {
  return invalidEach(field, host, host.includes('*') ? checkWildcardDnsSubdomain(host) : checkDnsSubdomain(host));
}

function* tlsErrors(field: string, { hosts = [], secretName }: IngressTLS): FieldErrors {
  for (const [index, host] of hosts.entries()) yield* hostErrors(`${field}.hosts[${index}]`, host);
  if (secretName) yield* invalidEach(`${field}.secretName`, secretName, checkDnsSubdomain(secretName));
}

function* pathErrors(field: string, { path = '', pathType, backend }: HTTPIngressPath): FieldErrors {
  if (pathType === undefined) return yield required(`${field}.pathType`, 'pathType must be specified');
  if (!pathTypes.includes(pathType)) yield notSupported(`${field}.pathType`, pathType, pathTypes);
  else {
    const mayBeEmpty = pathType === 'ImplementationSpecific';
    if (!path.startsWith('/') && !(mayBeEmpty && path === '')) {
      yield invalid(`${field}.path`, path, 'must be an absolute path');
    }
    if (!mayBeEmpty) yield* ambiguousErrors(`${field}.path`, path);
  }
  yield* backendErrors(`${field}.backend`, backend ?? {});
}

function* ambiguousErrors(field: string, path: string): FieldErrors {
  for (const part of forbiddenParts) if (path.includes(part)) yield invalid(field, path, `must not contain '${part}'`);
  for (const end of forbiddenEnds) if (path.endsWith(end)) yield invalid(field, path, `cannot end with '${end}'`);
}

function* backendErrors(field: string, { resource, service }: IngressBackend): FieldErrors {
  if (resource !== undefined && service !== undefined) {
    yield invalid(field, '', 'cannot set both resource and service backends');
  } else if (resource !== undefined) yield* resourceErrors(`${field}.resource`, resource);
  else if (service !== undefined) yield* serviceErrors(field, service);
  else yield invalid(field, '', 'resource or service backend is required');
}

function* serviceErrors(field: string, { name, port: { name: portName, number } = {} }: IngressServiceBackend) {
  const path = `${field}.service`;
  if (!name) yield required(`${path}.name`);
  else yield* invalidEach(`${path}.name`, name, checkDnsLabel(name));
  if (portName && number) yield invalid(field, '', 'cannot set both port name & port number');
  else if (portName) yield* invalidEach(`${path}.port.name`, portName, checkPortName(portName));
  else if (number) yield* invalidEach(`${path}.port.number`, number, checkPortNumber(number));
  else yield required(field, 'port name or number is required');
}

function* resourceErrors(field: string, { apiGroup, kind, name }: TypedLocalObjectReference): FieldErrors {
  if (apiGroup !== undefined) yield* invalidEach(`${field}.apiGroup`, apiGroup, checkDnsSubdomain(apiGroup));
  yield* referenceParts(field, { kind, name });
}
