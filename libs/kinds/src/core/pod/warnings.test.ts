import { expect, test } from 'vitest';
import type { PodSpec } from '../../generated/types/core-v1.ts';
import { defaultedPod } from './pod.fixture.ts';
import { podWarnings } from './warnings.ts';

test('a plain Pod needs no warning', () => {
  expect(podWarnings(defaultedPod())).toEqual([]);
});

test.each<[string, Partial<PodSpec>, string[]]>([
  [
    'a deprecated node label',
    { nodeSelector: { 'beta.kubernetes.io/os': 'linux' } },
    ['spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead'],
  ],
  [
    'a part of a byte',
    { containers: [{ name: 'a', image: 'a:1', resources: { requests: { memory: '1500m' } } }] },
    ['spec.containers[0].resources.requests[memory]: fractional byte value "1500m" is invalid, must be an integer'],
  ],
  [
    'a variable that hides another',
    {
      containers: [
        {
          name: 'a',
          image: 'a:1',
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value: '2' },
          ],
        },
      ],
    },
    ['spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply'],
  ],
  [
    'a port that stands twice',
    { containers: [{ name: 'a', image: 'a:1', ports: [{ containerPort: 80 }, { containerPort: 80 }] }] },
    ['spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]'],
  ],
  [
    'a selector that matches nothing',
    { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] },
    ['spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod'],
  ],
  [
    'a volume of the past',
    { volumes: [{ name: 'a', gitRepo: { repository: 'r' } }] },
    ['spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+'],
  ],
  [
    'files that lie in one another',
    {
      volumes: [
        {
          name: 'a',
          secret: {
            secretName: 's',
            items: [
              { key: 'a', path: 'x' },
              { key: 'b', path: 'x/y' },
            ],
          },
        },
      ],
    },
    ['volume "a" (Secret "s"): overlapping paths: "x/y" with "x"'],
  ],
  [
    'an address in an odd form',
    { hostAliases: [{ ip: '2001:db8:0:0:1:0:0:1' }] },
    [
      'spec.hostAliases[0].ip: IPv6 address "2001:db8:0:0:1:0:0:1" should be in RFC 5952 canonical format ("2001:db8::1:0:0:1")',
    ],
  ],
])('%s is worth a warning', (_, spec, expected) => {
  expect(podWarnings(defaultedPod(spec))).toEqual(expected);
});

test('a name that is no DNS label makes an odd host name', () => {
  const pod = defaultedPod();
  pod.metadata.name = 'a.b';
  expect(podWarnings(pod)).toEqual([
    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
  ]);
});
