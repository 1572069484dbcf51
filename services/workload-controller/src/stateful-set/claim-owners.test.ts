import { expect, test } from 'vitest';
import { type ClaimUser, hasOtherController, isStale, planClaimOwners } from './claim-owners.ts';

const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'web', uid: 'set' } };
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-1', uid: 'pod' } };
const referenceTo = ({ metadata: { uid, name }, ...kind }: typeof set) => ({
  ...kind,
  name,
  uid,
  controller: true,
  blockOwnerDeletion: true,
});
const [bySet, byPod] = [referenceTo(set), referenceTo(pod)];
const claim = (...ownerReferences: (typeof bySet)[]) => ({ metadata: { name: 'data-web-1', ownerReferences } });
const wanted: ClaimUser = { set, pod, isWanted: true };
const surplus: ClaimUser = { set, pod, isWanted: false };

test.each([
  ['Retain', 'Retain', undefined, undefined],
  ['Retain', 'Delete', bySet, bySet],
  ['Delete', 'Retain', undefined, byPod],
  ['Delete', 'Delete', bySet, byPod],
])('scaled: %s, deleted: %s', (whenScaled, whenDeleted, kept, scaled) => {
  const retention = { whenScaled, whenDeleted };
  const expected = {
    kept: kept === undefined ? undefined : [kept],
    scaled: scaled === undefined ? undefined : [scaled],
  };
  expect(planClaimOwners(claim(), retention, wanted)).toEqual(expected.kept);
  expect(planClaimOwners(claim(), retention, surplus)).toEqual(expected.scaled);
  const [before, after] = [bySet, byPod].map((each) => planClaimOwners(claim(each), retention, wanted));
  expect(before).toEqual(kept === bySet ? undefined : []);
  expect(after).toEqual(kept === undefined ? [] : [kept]);
});

test('owners that are none of ours stay', () => {
  const other = { ...bySet, kind: 'Backup', name: 'b', uid: 'b', controller: false };
  expect(planClaimOwners(claim(other), { whenScaled: 'Retain', whenDeleted: 'Delete' }, wanted)).toEqual([
    other,
    bySet,
  ]);
});

test('a claim that somebody else manages is left to them', () => {
  const other = { ...bySet, kind: 'Backup', name: 'b', uid: 'b' };
  const retention = { whenScaled: 'Retain', whenDeleted: 'Delete' };
  expect(hasOtherController(claim(other), retention, wanted)).toBe(true);
  expect(planClaimOwners(claim(other), retention, wanted)).toBeUndefined();
  expect(planClaimOwners(claim(other, bySet), retention, wanted)).toEqual([other]);
});

test('a claim of an earlier set or Pod of that name is left to whoever collects it', () => {
  const earlier = { ...byPod, uid: 'earlier' };
  expect(planClaimOwners(claim(earlier), { whenScaled: 'Delete', whenDeleted: 'Retain' }, wanted)).toBeUndefined();
  expect(isStale(claim(earlier), pod)).toBe(true);
  expect(isStale(claim(byPod), pod)).toBe(false);
});
