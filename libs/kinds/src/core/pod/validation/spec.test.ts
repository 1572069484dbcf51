import { expect, test } from 'vitest';
import type { PodSpec } from '../../../generated/types/core-v1.ts';
import { textsOf } from '../../../rules/texts.fixture.ts';
import { defaultedPod } from '../pod.fixture.ts';
import { validateNewPod, validatePod } from './pod.ts';

test.each<[string, Partial<PodSpec>, string[]]>([
  [
    'an unknown restart policy',
    { restartPolicy: 'Maybe' },
    ['spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"'],
  ],
  [
    'an unknown DNS policy',
    { dnsPolicy: 'Mine' },
    [
      'spec.dnsPolicy: Unsupported value: "Mine": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
    ],
  ],
  [
    'no name servers where only they could be',
    { dnsPolicy: 'None' },
    ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
  ],
  [
    'a name server that is no address',
    { dnsConfig: { nameservers: ['dns.example.com', '010.0.0.1'] } },
    [
      'spec.dnsConfig.nameservers[0]: Invalid value: "dns.example.com": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      'spec.dnsConfig.nameservers[1]: Invalid value: "010.0.0.1": must not have leading 0s',
    ],
  ],
  [
    'a deadline of nothing',
    { activeDeadlineSeconds: 0 },
    ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
  ],
  [
    'tolerations that contradict themselves',
    {
      tolerations: [
        { value: 'a' },
        { key: 'a', operator: 'Exists', value: 'b' },
        { key: 'a', effect: 'NoSchedule', tolerationSeconds: 3 },
        { key: 'a', operator: 'Like', effect: 'Explode' },
      ],
    },
    [
      'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      'spec.tolerations[1].operator: Invalid value: "b": value must be empty when `operator` is \'Exists\'',
      'spec.tolerations[2].effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when `tolerationSeconds` is set',
      'spec.tolerations[3].operator: Unsupported value: "Like": supported values: "Equal", "Exists"',
      'spec.tolerations[3].effect: Unsupported value: "Explode": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ],
  ],
  [
    'affinities that say nothing',
    {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] },
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 0, preference: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
          ],
        },
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone', matchLabelKeys: ['a'] }],
        },
      },
    },
    [
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
      'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100',
      "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      'spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set',
    ],
  ],
  [
    'spreads that repeat themselves',
    {
      topologySpreadConstraints: [
        { maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', minDomains: 1 },
        { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' },
      ],
    },
    [
      'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
      'spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, ScheduleAnyway}"',
      'spec.topologySpreadConstraints[0].minDomains: Invalid value: 1: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
    ],
  ],
  [
    'a host port that is not the container port in the host network',
    { hostNetwork: true, containers: [{ name: 'a', image: 'a:1', ports: [{ containerPort: 80, hostPort: 81 }] }] },
    ['spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true'],
  ],
  [
    'host namespaces beside user namespaces',
    { hostUsers: false, hostPID: true },
    ['spec.HostPID: Forbidden: when `hostUsers` is false'],
  ],
  [
    'a system that nobody knows',
    { os: { name: 'plan9' } },
    ['spec.os: Unsupported value: "plan9": supported values: "linux", "windows"'],
  ],
  [
    'less for the Pod than for its containers',
    {
      containers: [{ name: 'a', image: 'a:1', resources: { requests: { cpu: '2' } } }],
      resources: { requests: { cpu: '1' } },
    },
    [
      'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
    ],
  ],
  [
    'the same gate twice',
    { schedulingGates: [{ name: 'a' }, { name: 'a' }] },
    ['spec.schedulingGates[1]: Duplicate value: "a"'],
  ],
])('%s is refused', (_, spec, expected) => {
  expect(textsOf(validatePod(defaultedPod(spec)))).toEqual(expected);
});

test('a new Pod has no ephemeral containers, and no node while gates hold it', () => {
  const pod = defaultedPod({
    ephemeralContainers: [{ name: 'debug', image: 'a:1' }],
    nodeName: 'n1',
    schedulingGates: [{ name: 'a' }],
  });
  expect(textsOf(validateNewPod(pod))).toEqual([
    'spec.ephemeralContainers: Forbidden: cannot be set on create',
    'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
  ]);
});

test('a profile given twice is given the same', () => {
  const annotations = { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' };
  const pod = defaultedPod({ securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }, annotations);
  expect(textsOf(validateNewPod(pod))).toEqual([
    'spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match',
  ]);
});
