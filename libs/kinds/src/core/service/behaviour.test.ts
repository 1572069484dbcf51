import type { KubernetesObject } from '@flotilla/machinery';
import { describe, expect, test } from 'vitest';
import type { Service, ServiceSpec } from '../../generated/types/core-v1.ts';
import { textsOf } from '../../rules/texts.fixture.ts';
import { serviceBehaviour as behaviour } from './behaviour.ts';
import { assignFamilies } from './families.ts';
import { inheritAllocated } from './inherit.ts';
import { assignNodePorts } from './node-ports.ts';

function service(spec: ServiceSpec = {}): KubernetesObject {
  const object = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { ports: [{ port: 80 }], ...spec },
  };
  behaviour.applyDefaults?.(object);
  return object;
}

const specOf = (object: KubernetesObject): ServiceSpec => (object as Service).spec ?? {};
const errorsOf = (spec: ServiceSpec) => textsOf(behaviour.validate?.(service(spec)) ?? []);
const changed = (next: ServiceSpec, previous: ServiceSpec) =>
  textsOf(behaviour.validateUpdate?.(service(next), service(previous)) ?? []);

test('what is left out is filled', () => {
  expect(specOf(service())).toEqual({
    type: 'ClusterIP',
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
  });
  expect(specOf(service({ type: 'LoadBalancer', sessionAffinity: 'ClientIP' }))).toMatchObject({
    externalTrafficPolicy: 'Cluster',
    allocateLoadBalancerNodePorts: true,
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } },
  });
});

test.each<[string, ServiceSpec, string[]]>([
  ['nothing wrong', {}, []],
  ['no port', { ports: [] }, ['spec.ports: Required value']],
  ['no port of a headless one', { ports: [], clusterIP: 'None', clusterIPs: ['None'] }, []],
  ['ports without names', { ports: [{ port: 1 }, { port: 2, name: 'b' }] }, ['spec.ports[0].name: Required value']],
  [
    'a port twice',
    {
      ports: [
        { port: 1, name: 'a' },
        { port: 1, name: 'b' },
      ],
    },
    [
      'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":1,"TargetPort":0,"NodePort":0}',
    ],
  ],
  [
    'ports that are none',
    { ports: [{ port: 70_000, protocol: 'ICMP', targetPort: 'no--name' }] },
    [
      'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
      'spec.ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
      'spec.ports[0].targetPort: Invalid value: "no--name": must not contain consecutive hyphens',
    ],
  ],
  [
    'a node port of a ClusterIP',
    { ports: [{ port: 80, nodePort: 30_000 }] },
    ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
  ],
  ['an ExternalName without name', { type: 'ExternalName' }, ['spec.externalName: Required value']],
  [
    'an address and its list that differ',
    { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.2'] },
    ['spec.clusterIPs: Invalid value: ["10.0.0.2"]: first value must match `clusterIP`'],
  ],
  [
    'an address that is none',
    { clusterIP: 'x', clusterIPs: ['x'] },
    ['spec.clusterIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
  ],
  [
    'a headless NodePort',
    { type: 'NodePort', clusterIP: 'None', clusterIPs: ['None'] },
    [`spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for NodePort services`],
  ],
  [
    'an affinity of too long',
    { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 90_000 } } },
    [
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 90000: must be greater than 0 and less than 86400',
    ],
  ],
  [
    'a policy that needs clients outside',
    { externalTrafficPolicy: 'Local' },
    ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
  ],
  [
    'an external address of this machine',
    { externalIPs: ['127.0.0.1'] },
    ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  ],
  [
    'an unknown type',
    { type: 'X' },
    ['spec.type: Unsupported value: "X": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'],
  ],
])('%s', (_, spec, expected) => {
  expect(errorsOf(spec)).toEqual(expected);
});

describe('an update', () => {
  const given = { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], ipFamilies: ['IPv4'] };

  test('may not change the address', () => {
    expect(changed({ ...given, clusterIP: '10.0.0.2', clusterIPs: ['10.0.0.2'] }, given)).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["10.0.0.2"]: may not change once set',
    ]);
  });

  test('to another type takes what went with the old one', () => {
    const previous = service({ ...given, type: 'NodePort', ports: [{ port: 80, nodePort: 30_001 }] });
    const next = structuredClone(previous);
    Object.assign(specOf(next), { type: 'ExternalName', externalName: 'example.org' });
    behaviour.prepareUpdate?.(next, previous);
    expect(specOf(next)).toEqual({
      type: 'ExternalName',
      externalName: 'example.org',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      sessionAffinity: 'None',
    });
  });

  test('keeps the address and the node ports that it does not repeat', () => {
    const before = { ...given, type: 'NodePort', ports: [{ port: 80, name: 'a', nodePort: 30_001 }] };
    const spec: ServiceSpec = {
      type: 'NodePort',
      ports: [
        { port: 81, name: 'b' },
        { port: 80, name: 'a' },
      ],
    };
    inheritAllocated(spec, before);
    expect(spec).toMatchObject({ clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'] });
    expect(spec.ports).toEqual([
      { port: 81, name: 'b' },
      { port: 80, name: 'a', nodePort: 30_001 },
    ]);
  });
});

test.each<[string, ServiceSpec, Partial<ServiceSpec>]>([
  ['one with a selector', { selector: { app: 'a' } }, { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }],
  [
    'one that prefers two',
    { ipFamilyPolicy: 'PreferDualStack' },
    { ipFamilies: ['IPv4'], ipFamilyPolicy: 'PreferDualStack' },
  ],
  [
    'a headless one without selector',
    { clusterIP: 'None', clusterIPs: ['None'] },
    { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' },
  ],
])('the families of %s', (_, spec, expected) => {
  expect(assignFamilies(spec, undefined)).toEqual([]);
  expect(spec).toMatchObject(expected);
});

test.each<[string, ServiceSpec, string]>([
  [
    'two stacks',
    { ipFamilyPolicy: 'RequireDualStack' },
    'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
  ],
  ['IPv6', { ipFamilies: ['IPv6'] }, 'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
  [
    'an IPv6 address',
    { clusterIP: 'fd00::1', clusterIPs: ['fd00::1'] },
    'spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster',
  ],
])('a cluster of IPv4 alone has no %s', (_, spec, expected) => {
  expect(textsOf(assignFamilies(spec, undefined))).toEqual([expected]);
});

test('ports of one number share their node port, whatever they speak', () => {
  let next = 30_000;
  const ports = [
    { port: 53, protocol: 'TCP' },
    { port: 53, protocol: 'UDP' },
    { port: 54, nodePort: 31_000 },
  ];
  const claims = assignNodePorts({ type: 'NodePort', ports }, undefined, () => next++);
  expect(ports.map((port) => ('nodePort' in port ? port.nodePort : 0))).toEqual([30_000, 30_000, 31_000]);
  expect(claims).toEqual([
    { port: 30_000, field: 'spec.ports[0].nodePort', isRequested: false },
    { port: 31_000, field: 'spec.ports[2].nodePort', isRequested: true },
  ]);
});
