import type { PodSpec } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { sameTemplate } from '../objects/same-template.ts';
import { deploymentOf, setOf } from './rollout.fixture.ts';
import { rolloutOf } from './rollout.ts';

const template = (spec: Partial<PodSpec>, metadata = {}) => ({
  metadata: { labels: { app: 'web' }, ...metadata },
  spec: { containers: [{ name: 'main', image: 'web:1' }], ...spec },
});

test('a template is the same with the label of a hash, and as Go clients send it back', () => {
  const hashed = template({}, { labels: { app: 'web', 'pod-template-hash': 'x' }, creationTimestamp: null });
  expect(sameTemplate(template({}), hashed)).toBe(true);
  const sent = template({ containers: [{ name: 'main', image: 'web:1', resources: {}, env: [] }] });
  expect(sameTemplate(template({}), sent)).toBe(true);
});

test('a template is another when its Pods would be', () => {
  expect(sameTemplate(template({}), template({ hostNetwork: true }))).toBe(false);
  expect(sameTemplate(template({}), template({ terminationGracePeriodSeconds: 0 }))).toBe(false);
  expect(sameTemplate(template({}), template({}, { annotations: { restarted: 'now' } }))).toBe(false);
});

test('of ReplicaSets with the present template the oldest is the current one', () => {
  const [first, second] = [setOf('v2', { replicas: 1 }), setOf('v3', { replicas: 1 })];
  const twin = { ...second, template: first.template };
  const { current, old } = rolloutOf(deploymentOf({ image: 'v2' }), [twin, first]);
  expect(current).toBe(first);
  expect(old).toEqual([twin]);
});
