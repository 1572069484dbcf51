import type { OwnedPod } from '@flotilla/controller';
import { ownedPod } from '@flotilla/controller/testing';
import type { ReplicaSetStatus } from '@flotilla/kinds/apps/v1';
import { expect, test } from 'vitest';
import { planReplicas } from './plan-replicas.ts';
import { replicaSetStatus } from './replica-set-status.ts';
import { viewReplicaSet } from './replica-set-view.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const TIME = '2026-01-01T00:00:00Z';

const setWith = (status: ReplicaSetStatus = { replicas: 0 }) =>
  viewReplicaSet({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', generation: 4 },
    spec: {
      replicas: 3,
      minReadySeconds: 10,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web', tier: 'front' } } },
    },
    status,
  });

const labelled = { labels: { app: 'web', tier: 'front' } };
const pod = (name: string, parts: Partial<OwnedPod> = {}): OwnedPod =>
  ownedPod(name, { metadata: { name, uid: name, ...labelled }, ...parts });

const pods = [
  pod('available'),
  pod('ready', { readySinceMs: NOW_MS - 9000 }),
  pod('unready', { isReady: false }),
  pod('adopted', { isReady: false, metadata: { name: 'adopted', labels: { app: 'web' } } }),
];

const facts = { active: pods, terminating: [pod('ending')], failure: undefined, nowMs: NOW_MS };

test('Pods are counted by how far they are', () => {
  expect(replicaSetStatus(setWith(), facts)).toEqual({
    replicas: 4,
    fullyLabeledReplicas: 3,
    readyReplicas: 2,
    availableReplicas: 1,
    terminatingReplicas: 1,
    observedGeneration: 4,
  });
});

test('a failure is told once, and no more when it is over', () => {
  const active = pods.slice(0, 1);
  const failed = replicaSetStatus(setWith(), { ...facts, active, failure: 'exceeded quota' });
  const condition = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' };
  expect(failed.conditions).toEqual([{ ...condition, lastTransitionTime: TIME }]);
  const later = { ...facts, active, nowMs: NOW_MS + 60_000 };
  expect(replicaSetStatus(setWith(failed), { ...later, failure: 'again' }).conditions).toEqual(failed.conditions);
  expect(replicaSetStatus(setWith(failed), later).conditions).toBeUndefined();
});

test('what is missing is made, what is too many is deleted, the least useful first', () => {
  const state = { active: pods, related: pods, nowMs: NOW_MS };
  expect(planReplicas(4, state)).toEqual({ type: 'keep' });
  expect(planReplicas(9, state)).toEqual({ type: 'create', count: 5 });
  expect(planReplicas(9999, state)).toEqual({ type: 'create', count: 500 });
  const plan = planReplicas(1, state);
  const names = plan.type === 'delete' ? plan.pods.map(({ metadata }) => metadata.name) : [];
  expect(names.slice(0, 2).sort()).toEqual(['adopted', 'unready']);
  expect(names.slice(2)).toEqual(['ready']);
});
