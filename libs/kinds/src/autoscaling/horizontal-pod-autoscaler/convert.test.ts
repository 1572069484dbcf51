import { expect, test } from 'vitest';
import { toFirst, toSecond } from './convert.ts';

const metadata = { name: 'web', namespace: 'default' };
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } };
const memory = {
  type: 'Resource',
  resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } },
};

test('the CPU target of v1 is the first metric of v2', () => {
  const first = {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 5, targetCPUUtilizationPercentage: 60 },
  };
  const second = toSecond(first);
  expect(second).toEqual({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 5, metrics: [cpu] },
  });
  expect(toFirst(second)).toEqual(first);
});

test('what v1 has no fields for goes through it unchanged', () => {
  const second = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: { scaleTargetRef, maxReplicas: 5, metrics: [cpu, memory], behavior: { scaleDown: { policies: [] } } },
    status: { currentReplicas: 1, desiredReplicas: 2, conditions: [{ type: 'AbleToScale', status: 'True' }] },
  };
  const first = toFirst(second);
  expect(first.spec).toEqual({ scaleTargetRef, maxReplicas: 5, targetCPUUtilizationPercentage: 60 });
  expect(toSecond(first)).toEqual(second);
});

test('an annotation that is no JSON stays an annotation', () => {
  const annotations = { 'autoscaling.alpha.kubernetes.io/metrics': 'nonsense' };
  const first = {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { ...metadata, annotations },
    spec: { scaleTargetRef, maxReplicas: 5 },
  };
  expect(toSecond(first).metadata.annotations).toEqual(annotations);
});
