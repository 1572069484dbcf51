import type { DeploymentCondition } from '@flotilla/kinds/apps/v1';
import { expect, test } from 'vitest';
import { deploymentStatus, withPause } from './deployment-status.ts';
import { deploymentOf, setOf } from './rollout.fixture.ts';
import { rolloutOf } from './rollout.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const TIME = '2026-01-01T00:00:00Z';

const failure = (reason: string) => ({
  type: 'ReplicaFailure',
  status: 'True',
  reason,
  message: `${reason}: quota`,
  lastTransitionTime: TIME,
});

const statusOf = (sets: Parameters<typeof rolloutOf>[1], deployment = deploymentOf({ image: 'v2' })) =>
  deploymentStatus({
    ...rolloutOf(deployment, sets),
    conditions: deployment.status.conditions ?? [],
    judges: 'progress',
    collisionCount: undefined,
    nowMs: NOW_MS,
  });

test('counts are those of all ReplicaSets, and what is updated is the new one’s', () => {
  const old = setOf('v1', { replicas: 2, terminatingReplicas: 1 });
  const current = setOf('v2', { replicas: 2, readyReplicas: 1, availableReplicas: 0, terminatingReplicas: 0 });
  expect(statusOf([old, current])).toMatchObject({
    observedGeneration: 1,
    replicas: 4,
    updatedReplicas: 2,
    readyReplicas: 3,
    availableReplicas: 2,
    unavailableReplicas: 2,
    terminatingReplicas: 1,
  });
});

test.each([
  [2, 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.'],
  [3, 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.'],
])('with %d of 3 available, Available is %s', (availableReplicas, status, reason, message) => {
  const { conditions } = statusOf([setOf('v2', { replicas: 3, availableReplicas })]);
  expect(conditions?.find(({ type }) => type === 'Available')).toMatchObject({ status, reason, message });
});

test('the failure of a ReplicaSet is the Deployment’s, the new one’s before the old one’s, until it is over', () => {
  const sets = ['v1', 'v2'].map((image) => setOf(image, { replicas: 1, conditions: [failure(image)] }));
  const failing = statusOf(sets);
  const told = failing.conditions?.find(({ type }) => type === 'ReplicaFailure');
  expect(told).toMatchObject({ reason: 'v2', lastUpdateTime: TIME, lastTransitionTime: TIME });
  const after = statusOf([setOf('v2', { replicas: 3 })], deploymentOf({ image: 'v2' }, failing));
  expect(after.conditions?.map(({ type }) => type)).not.toContain('ReplicaFailure');
});

test('a pause is told, and its end; but a rollout that was late stays late', () => {
  const say = (conditions: readonly DeploymentCondition[], paused: boolean) =>
    withPause(deploymentOf({ paused }), conditions, NOW_MS).map(({ status, reason, message }) => [
      status,
      reason,
      message,
    ]);
  const paused = withPause(deploymentOf({ paused: true }), [], NOW_MS);
  expect(say([], true)).toEqual([['Unknown', 'DeploymentPaused', 'Deployment is paused']]);
  expect(say(paused, false)).toEqual([['Unknown', 'DeploymentResumed', 'Deployment is resumed']]);
  const late = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'late' }];
  expect(say(late, true)).toEqual([['False', 'ProgressDeadlineExceeded', 'late']]);
});
