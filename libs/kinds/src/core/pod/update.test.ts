import { expect, test } from 'vitest';
import type { PodSpec } from '../../generated/types/core-v1.ts';
import { textsOf } from '../../rules/texts.fixture.ts';
import { defaultedPod } from './pod.fixture.ts';
import { preparePodUpdate, validatePodUpdate } from './update.ts';

function changing(before: Partial<PodSpec>, next: Partial<PodSpec>): string[] {
  return textsOf(validatePodUpdate(defaultedPod({ ...before, ...next }), defaultedPod(before)));
}

test.each<[string, Partial<PodSpec>, Partial<PodSpec>]>([
  ['nothing', {}, {}],
  ['an image', {}, { containers: [{ name: 'main', image: 'busybox:2' }] }],
  ['a deadline that comes nearer', { activeDeadlineSeconds: 60 }, { activeDeadlineSeconds: 30 }],
  ['a toleration more', {}, { tolerations: [{ key: 'a', operator: 'Exists' }] }],
  [
    'how long a taint is tolerated',
    { tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 1 }] },
    { tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 2 }] },
  ],
  ['a gate less', { schedulingGates: [{ name: 'a' }] }, { schedulingGates: [] }],
  ['a node selector more while gated', { schedulingGates: [{ name: 'a' }] }, { nodeSelector: { disk: 'ssd' } }],
])('%s may change', (_, before, next) => {
  expect(changing(before, next)).toEqual([]);
});

test('anything else may not, and the message shows what did', () => {
  expect(changing({}, { hostname: 'other' })).toEqual([
    [
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
      '@@ -10,6 +10,7 @@',
      '  ],',
      '  "dnsPolicy": "ClusterFirst",',
      '  "enableServiceLinks": true,',
      '+ "hostname": "other",',
      '  "restartPolicy": "Always",',
      '  "schedulerName": "default-scheduler",',
      '  "securityContext": {},',
      '',
    ].join('\n'),
  ]);
});

test.each<[string, Partial<PodSpec>, Partial<PodSpec>, string]>([
  [
    'another container',
    {},
    {
      containers: [
        { name: 'main', image: 'busybox:1' },
        { name: 'b', image: 'b:1' },
      ],
    },
    'spec.containers: Forbidden: pod updates may not add or remove containers',
  ],
  [
    'a later deadline',
    { activeDeadlineSeconds: 30 },
    { activeDeadlineSeconds: 60 },
    'spec.activeDeadlineSeconds: Invalid value: 60: must be less than or equal to previous value',
  ],
  [
    'a toleration less',
    { tolerations: [{ key: 'a', operator: 'Exists' }] },
    { tolerations: [] },
    'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
  ],
  [
    'a gate more',
    { schedulingGates: [{ name: 'a' }] },
    { schedulingGates: [{ name: 'a' }, { name: 'b' }] },
    "spec.schedulingGates[1].name: Forbidden: only deletion is allowed, but found new scheduling gate 'b'",
  ],
  [
    'a node selector less while gated',
    { schedulingGates: [{ name: 'a' }], nodeSelector: { disk: 'ssd' } },
    { nodeSelector: {} },
    'spec.nodeSelector: Invalid value: {}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
  ],
])('%s is refused', (_, before, next, expected) => {
  expect(changing(before, next)).toEqual([expected]);
});

test('a deadline cannot be taken away', () => {
  const errors = textsOf(validatePodUpdate(defaultedPod(), defaultedPod({ activeDeadlineSeconds: 30 })));
  expect(errors[0]).toBe(
    'spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value',
  );
});

test('annotations that make a Pod what it is stay', () => {
  const [mirror, plain] = [defaultedPod({}, { 'kubernetes.io/config.mirror': 'x' }), defaultedPod()];
  expect(textsOf(validatePodUpdate(plain, mirror))).toEqual([
    'metadata.annotations[kubernetes.io/config.mirror]: Forbidden: may not remove or update mirror pod annotation',
  ]);
  expect(textsOf(validatePodUpdate(mirror, plain))).toEqual([
    'metadata.annotations[kubernetes.io/config.mirror]: Forbidden: may not add mirror pod annotation',
  ]);
});

test('what admission has set is kept where a writer leaves it out, and nothing else appears', () => {
  const next = defaultedPod();
  preparePodUpdate(next, defaultedPod({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' }));
  expect(next.spec).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
  const untouched = defaultedPod();
  preparePodUpdate(untouched, defaultedPod());
  expect(Object.keys(untouched.spec ?? {})).not.toContain('priority');
});
