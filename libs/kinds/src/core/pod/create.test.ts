import { expect, test } from 'vitest';
import { preparePodCreate } from './create.ts';
import { defaultedPod } from './pod.fixture.ts';

test('a new Pod is pending, whatever status it came with', () => {
  const pod = defaultedPod();
  pod.status = { phase: 'Running' };
  preparePodCreate(pod);
  expect(pod.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
});

test('a gated Pod says so from the start', () => {
  const pod = defaultedPod({ schedulingGates: [{ name: 'a/b' }] });
  preparePodCreate(pod);
  expect(pod.status?.conditions).toEqual([
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    },
  ]);
});

test('label keys become requirements with the values of the Pod', () => {
  const term = {
    topologyKey: 'zone',
    labelSelector: {},
    matchLabelKeys: ['app', 'absent'],
    mismatchLabelKeys: ['tier'],
  };
  const pod = defaultedPod({
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
  });
  pod.metadata.labels = { app: 'web', tier: 'front' };
  preparePodCreate(pod);
  expect(term.labelSelector).toEqual({
    matchExpressions: [
      { key: 'app', operator: 'In', values: ['web'] },
      { key: 'tier', operator: 'NotIn', values: ['front'] },
    ],
  });
});

test('what default feature gates switch off is dropped', () => {
  const pod = defaultedPod({
    containers: [{ name: 'main', image: 'a:1', lifecycle: { stopSignal: 'SIGUSR1' } }],
    schedulingGroup: { podGroupName: 'g' },
  });
  preparePodCreate(pod);
  expect(pod.spec?.containers[0]).not.toHaveProperty('lifecycle');
  expect(pod.spec).not.toHaveProperty('schedulingGroup');
});

test('an AppArmor profile that an annotation gives becomes a field', () => {
  const pod = defaultedPod({}, { 'container.apparmor.security.beta.kubernetes.io/main': 'localhost/web' });
  preparePodCreate(pod);
  expect(pod.spec?.containers[0]?.securityContext?.appArmorProfile).toEqual({
    type: 'Localhost',
    localhostProfile: 'web',
  });
});
