import { expect, test } from 'vitest';
import { daemonFit } from './daemon-fit.ts';
import { daemonTemplate } from './daemon-template.ts';

const containers = [{ name: 'main', image: 'agent:1' }];
const node = (name: string, taints: { key: string; effect: string }[] = [], labels = {}) => ({ name, taints, labels });

test('taints of a node in trouble keep no daemon away, others do', () => {
  const fit = (key: string, effect: string, spec = {}) =>
    daemonFit({ spec: { containers, ...spec } }, node('n', [{ key, effect }]));
  expect(fit('node.kubernetes.io/not-ready', 'NoExecute')).toEqual({ starts: true, stays: true });
  expect(fit('node.kubernetes.io/unschedulable', 'NoSchedule')).toEqual({ starts: true, stays: true });
  expect(fit('node.kubernetes.io/network-unavailable', 'NoSchedule')).toEqual({ starts: false, stays: true });
  expect(fit('node.kubernetes.io/network-unavailable', 'NoSchedule', { hostNetwork: true }).starts).toBe(true);
  expect(fit('gpu', 'NoSchedule')).toEqual({ starts: false, stays: true });
  expect(fit('gpu', 'NoExecute')).toEqual({ starts: false, stays: false });
  expect(fit('gpu', 'PreferNoSchedule')).toEqual({ starts: true, stays: true });
  expect(fit('gpu', 'NoExecute', { tolerations: [{ key: 'gpu', operator: 'Exists' }] }).starts).toBe(true);
});

test('a template may choose its nodes by label, by affinity and by name', () => {
  const required = { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }] };
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
  for (const spec of [{ nodeSelector: { disk: 'fast' } }, { affinity }, { nodeName: 'a' }]) {
    const template = { spec: { containers, ...spec } };
    expect(daemonFit(template, node('a', [], { disk: 'fast' })).starts).toBe(true);
    expect(daemonFit(template, node('b'))).toEqual({ starts: false, stays: false });
  }
});

test('the Pod for a node asks for that node alone, and keeps what else its template prefers', () => {
  const preferred = [{ weight: 1, preference: { matchExpressions: [{ key: 'x', operator: 'Exists' }] } }];
  const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } };
  const template = { metadata: { labels: { app: 'x' } }, spec: { containers, affinity } };
  const made = daemonTemplate(template, { nodeName: 'a', hash: 'h', templateGeneration: '3' });
  expect(made.metadata?.labels).toEqual({ app: 'x', 'controller-revision-hash': 'h', 'pod-template-generation': '3' });
  expect(made.spec?.affinity?.nodeAffinity).toEqual({
    preferredDuringSchedulingIgnoredDuringExecution: preferred,
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }],
    },
  });
});

test('a daemon stays on a node in trouble for good, whatever its author said', () => {
  const short = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
  const { spec } = daemonTemplate(
    { spec: { containers, tolerations: [short] } },
    { nodeName: 'a', hash: 'h', templateGeneration: '' },
  );
  expect(spec?.tolerations?.filter(({ key }) => key === short.key)).toEqual([
    { key: short.key, operator: 'Exists', effect: 'NoExecute' },
  ]);
});
