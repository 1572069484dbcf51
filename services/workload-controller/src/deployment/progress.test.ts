import type { DeploymentStatus } from '@flotilla/kinds/apps/v1';
import { expect, test } from 'vitest';
import type { DeploymentView } from './deployment-view.ts';
import { planProgress } from './progress.ts';
import { deploymentOf } from './rollout.fixture.ts';

const STARTED_MS = Date.UTC(2026, 0, 1);
const SECOND_MS = 1000;

const progressing = (reason: string, status = 'True') => {
  const time = '2026-01-01T00:00:00Z';
  return [{ type: 'Progressing', status, reason, lastUpdateTime: time, lastTransitionTime: time }];
};

interface Case {
  readonly before?: DeploymentStatus;
  readonly now: DeploymentStatus;
  readonly reason: string;
  readonly afterSeconds?: number;
}

const plan = ({ before = {}, now, reason, afterSeconds = 0 }: Case, deployment: DeploymentView = deploymentOf()) =>
  planProgress({
    deployment: { ...deployment, status: before },
    subject: 'ReplicaSet "web-1"',
    before,
    now: { observedGeneration: 1, ...now },
    conditions: progressing(reason),
    nowMs: STARTED_MS + afterSeconds * SECOND_MS,
  });

const half = { replicas: 4, updatedReplicas: 1, readyReplicas: 3, availableReplicas: 3 };
const whole = { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 };

test('a rollout of which all is new and available is complete', () => {
  expect(plan({ now: whole, reason: 'ReplicaSetUpdated' })).toMatchObject({
    type: 'say',
    saying: {
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: 'ReplicaSet "web-1" has successfully progressed.',
    },
  });
});

test.each<[string, DeploymentStatus]>([
  ['a new Pod', { ...half, replicas: 5, updatedReplicas: 2 }],
  ['an old Pod less', { ...half, replicas: 3 }],
  ['a Pod that became ready', { ...half, readyReplicas: 4 }],
  ['a Pod that became available', { ...half, availableReplicas: 4 }],
])('%s is progress, and is told anew', (_, now) => {
  expect(plan({ before: half, now, reason: 'ReplicaSetUpdated' })).toMatchObject({
    saying: { status: 'True', reason: 'ReplicaSetUpdated', message: 'ReplicaSet "web-1" is progressing.' },
    isNews: true,
  });
});

test('without progress it is late after its deadline, and not before', () => {
  const stuck = { before: half, now: half, reason: 'ReplicaSetUpdated' };
  expect(plan({ ...stuck, afterSeconds: 600 })).toEqual({ type: 'keep' });
  expect(plan({ ...stuck, afterSeconds: 601 })).toMatchObject({
    saying: {
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: 'ReplicaSet "web-1" has timed out progressing.',
    },
  });
});

test('a rollout that is complete is not late when a Pod fails long after', () => {
  const now = { ...whole, readyReplicas: 2, availableReplicas: 2 };
  expect(plan({ before: whole, now, reason: 'NewReplicaSetAvailable', afterSeconds: 9999 })).toEqual({ type: 'keep' });
});

test('where there is no deadline nothing is late', () => {
  const patient = deploymentOf({ progressDeadlineSeconds: 2 ** 31 - 1 });
  const stuck = { before: half, now: half, reason: 'ReplicaSetUpdated', afterSeconds: 99_999 };
  expect(plan(stuck, patient)).toEqual({ type: 'keep' });
});
