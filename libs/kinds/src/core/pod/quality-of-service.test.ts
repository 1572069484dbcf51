import { expect, test } from 'vitest';
import type { ResourceRequirements } from '../../generated/types/core-v1.ts';
import { defaultedPod } from './pod.fixture.ts';
import { qualityOfService } from './quality-of-service.ts';

function classOf(...resources: ResourceRequirements[]): string {
  const containers = resources.map((each, index) => ({ name: `c${index}`, image: 'a:1', resources: each }));
  return qualityOfService(defaultedPod({ containers }).spec ?? { containers: [] });
}

const both = { cpu: '1', memory: '1Gi' };

test('without requests and limits it is best effort', () => {
  expect(classOf({}, {})).toBe('BestEffort');
});

test('with limits on CPU and memory in every container it is guaranteed', () => {
  expect(classOf({ limits: both }, { limits: both, requests: both })).toBe('Guaranteed');
});

test.each<[string, ResourceRequirements[]]>([
  ['one container has no limits', [{ limits: both }, {}]],
  ['a request is below its limit', [{ limits: both, requests: { cpu: '500m' } }]],
  ['only CPU is limited', [{ limits: { cpu: '1' } }]],
  ['only a request is given', [{ requests: { memory: '1Mi' } }]],
])('it is burstable where %s', (_, resources) => {
  expect(classOf(...resources)).toBe('Burstable');
});

test('a request of nothing and resources of other kinds do not count', () => {
  expect(classOf({ requests: { cpu: '0', 'ephemeral-storage': '1Gi' } })).toBe('BestEffort');
});

test("a Pod's own resources decide instead of its containers'", () => {
  const pod = defaultedPod({ resources: { limits: both } });
  expect(qualityOfService(pod.spec ?? { containers: [] })).toBe('Guaranteed');
});
