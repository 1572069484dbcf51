import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import type { KindBehaviour } from '../kind.ts';
import { textsOf } from '../rules/texts.fixture.ts';
import { ingressBehaviour } from './ingress/behaviour.ts';
import { ingressClassBehaviour } from './ingress-class/behaviour.ts';
import { ipAddressBehaviour } from './ip-address/behaviour.ts';
import { serviceCidrBehaviour } from './service-cidr/behaviour.ts';

function object(kind: string, name: string, spec: object): KubernetesObject {
  return { apiVersion: 'networking.k8s.io/v1', kind, metadata: { name }, spec };
}

function errorsOf(behaviour: KindBehaviour, made: KubernetesObject): string[] {
  behaviour.applyDefaults?.(made);
  return textsOf([...(behaviour.validate?.(made) ?? []), ...(behaviour.validateCreate?.(made) ?? [])]);
}

const backend = { service: { name: 'web', port: { number: 80 } } };
const withPath = (path: object) => ({ rules: [{ http: { paths: [{ backend, ...path }] } }] });
const place = 'spec.rules[0].http.paths[0]';

test.each<[string, object, string[]]>([
  ['a default backend', { defaultBackend: backend }, []],
  ['a path', withPath({ path: '/', pathType: 'Prefix' }), []],
  ['nothing', {}, ['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified']],
  ['no path type', withPath({ path: '/' }), [`${place}.pathType: Required value: pathType must be specified`]],
  [
    'an unknown path type',
    withPath({ pathType: 'Regex' }),
    [`${place}.pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"`],
  ],
  [
    'a path that is relative',
    withPath({ path: 'a', pathType: 'Exact' }),
    [`${place}.path: Invalid value: "a": must be an absolute path`],
  ],
  [
    'a path that could be read twice',
    withPath({ path: '/a//b/..', pathType: 'Prefix' }),
    [
      `${place}.path: Invalid value: "/a//b/..": must not contain '//'`,
      `${place}.path: Invalid value: "/a//b/..": cannot end with '/..'`,
    ],
  ],
  ['a rule of no paths', { rules: [{ http: {} }] }, ['spec.rules[0].http.paths: Required value']],
  [
    'a host that is an address',
    { rules: [{ host: '10.0.0.1' }] },
    ['spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address'],
  ],
  [
    'a backend of nothing',
    { defaultBackend: {} },
    ['spec.defaultBackend: Invalid value: "": resource or service backend is required'],
  ],
  [
    'a backend without port',
    { defaultBackend: { service: { name: 'web' } } },
    ['spec.defaultBackend: Required value: port name or number is required'],
  ],
  [
    'a backend of two ports',
    { defaultBackend: { service: { name: 'web', port: { name: 'a', number: 1 } } } },
    ['spec.defaultBackend: Invalid value: "": cannot set both port name & port number'],
  ],
  [
    'a backend of both kinds',
    { defaultBackend: { ...backend, resource: { kind: 'Bucket', name: 'b' } } },
    ['spec.defaultBackend: Invalid value: "": cannot set both resource and service backends'],
  ],
])('an Ingress of %s', (_, spec, expected) => {
  expect(errorsOf(ingressBehaviour, object('Ingress', 'web', spec))).toEqual(expected);
});

test('an Ingress names one class', () => {
  const made = object('Ingress', 'web', { defaultBackend: backend, ingressClassName: 'traefik' });
  made.metadata.annotations = { 'kubernetes.io/ingress.class': 'nginx' };
  expect(errorsOf(ingressBehaviour, made)).toEqual([
    'annotations.kubernetes.io/ingress.class: Invalid value: "nginx": must match `ingressClassName` when both are specified',
  ]);
});

test.each<[string, object, string[]]>([
  ['its controller', { controller: 'example.com/ingress' }, []],
  ['no controller', {}, ['spec.controller: Required value']],
  [
    'a controller without domain',
    { controller: 'ingress' },
    ['spec.controller: Invalid value: "ingress": must be a domain-prefixed path (such as "acme.io/foo")'],
  ],
  [
    'parameters in no namespace',
    { controller: 'example.com/ingress', parameters: { kind: 'Settings', name: 'a', scope: 'Namespace' } },
    ["spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'"],
  ],
  [
    'parameters of the cluster in a namespace',
    { controller: 'example.com/ingress', parameters: { kind: 'Settings', name: 'a', namespace: 'b' } },
    ["spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"],
  ],
])('an IngressClass of %s', (_, spec, expected) => {
  expect(errorsOf(ingressClassBehaviour, object('IngressClass', 'traefik', spec))).toEqual(expected);
});

test.each<[string, object, string[]]>([
  ['10.96.0.1', { parentRef: { resource: 'services', namespace: 'default', name: 'web' } }, []],
  ['10.96.0.1', {}, ['spec.parentRef: Required value']],
  [
    'web',
    { parentRef: { resource: 'services', name: 'web' } },
    ['metadata.name: Invalid value: "web": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
  ],
])('an IPAddress %s of %j', (name, spec, expected) => {
  expect(errorsOf(ipAddressBehaviour, object('IPAddress', name, spec))).toEqual(expected);
});

test('an IPAddress is shown with what has it', () => {
  const made = object('IPAddress', '10.96.0.1', { parentRef: { resource: 'services', namespace: 'a', name: 'web' } });
  expect(ipAddressBehaviour.columns?.cells(made, 0)[1]).toBe('services/a/web');
});

test.each<[string, object, string[]]>([
  ['one range', { cidrs: ['10.96.0.0/12'] }, []],
  ['no range', {}, ['spec.cidrs: Required value: at least one CIDR required']],
  [
    'two of one family',
    { cidrs: ['10.96.0.0/12', '10.0.0.0/16'] },
    [
      'spec.cidrs: Invalid value: ["10.96.0.0/12","10.0.0.0/16"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
    ],
  ],
])('a ServiceCIDR of %s', (_, spec, expected) => {
  expect(errorsOf(serviceCidrBehaviour, object('ServiceCIDR', 'more', spec))).toEqual(expected);
});

test('a range of the other family may be added to a ServiceCIDR, and nothing else changed', () => {
  const change = (cidrs: string[]) =>
    textsOf(
      serviceCidrBehaviour.validateUpdate?.(
        object('ServiceCIDR', 'a', { cidrs }),
        object('ServiceCIDR', 'a', { cidrs: ['10.0.0.0/16'] }),
      ) ?? [],
    );
  expect(change(['10.0.0.0/16', 'fd00::/112'])).toEqual([]);
  expect(change(['10.1.0.0/16'])).toEqual(['spec.cidrs[0]: Invalid value: "10.1.0.0/16": field is immutable']);
});
