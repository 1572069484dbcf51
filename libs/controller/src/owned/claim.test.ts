import { labelMatcherOf } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { chosenBy, planClaim } from './claim.ts';
import { controllerReference, type Owned, type Owner } from './owner.ts';

const owner: Owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web', uid: 'web-uid' } };
const stranger: Owner = { ...owner, metadata: { name: 'db', uid: 'db-uid' } };
const chosen = chosenBy(labelMatcherOf({ matchLabels: { app: 'web' } }));

const object = (name: string, app: string, controller?: Owner, deletionTimestamp?: string): Owned => ({
  metadata: {
    name,
    labels: { app },
    ...(controller === undefined ? {} : { ownerReferences: [controllerReference(controller)] }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
  },
});

const candidates = [
  object('own', 'web', owner),
  object('own-relabelled', 'db', owner),
  object('orphan', 'web'),
  object('orphan-ending', 'web', undefined, '2026-01-01T00:00:00Z'),
  object('orphan-other', 'db'),
  object('taken', 'web', stranger),
];

const names = (objects: readonly Owned[]) => objects.map(({ metadata }) => metadata.name);

test('orphans that the selector chooses are adopted, and what it no longer chooses is released', () => {
  const plan = planClaim(owner, chosen, candidates);
  expect(names(plan.owned)).toEqual(['own']);
  expect(names(plan.adopt)).toEqual(['orphan']);
  expect(names(plan.release)).toEqual(['own-relabelled']);
});

test('an owner that is being deleted neither adopts nor releases', () => {
  const ending = { ...owner, metadata: { ...owner.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  expect(planClaim(ending, chosen, candidates)).toMatchObject({ owned: [{}], adopt: [], release: [] });
});
