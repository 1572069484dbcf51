import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import { isStatus } from '@flotilla/machinery';
import type { Client, ResourceType } from '@flotilla/registry';
import { expect, test } from 'vitest';
import { bind, setVolumePhase, unbind } from './binding.ts';
import { claimOf, volumeOf } from './claims.fixture.ts';
import { planClaim } from './plan-claim.ts';
import { planVolume } from './plan-volume.ts';

/** A store whose writes can be cut off after any number of them. */
function createStoreOf(claims: Map<string, PersistentVolumeClaim>, volumes: Map<string, PersistentVolume>) {
  let writesLeft = Number.POSITIVE_INFINITY;
  const update = async <T>({ kind }: ResourceType<T>, { name }: { name: string }, change: (object: T) => void) => {
    if (writesLeft-- <= 0) throw new Error('cut off');
    const objects = (kind === 'PersistentVolume' ? volumes : claims) as unknown as Map<string, T>;
    const next = structuredClone(objects.get(name));
    if (next === undefined) throw new Error(`there must be ${name}`);
    change(next);
    objects.set(name, next);
    return next;
  };
  return {
    client: { update, updateStatus: update } as unknown as Client,
    cutOffAfter(writes: number) {
      writesLeft = writes;
    },
  };
}

/** Draws that are the same in each run of the same seed. */
function drawing(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

/** What two claims have cannot be one volume, and a claim that has one keeps it. */
function check(claims: ReadonlyMap<string, PersistentVolumeClaim>, had: Map<string, string>): void {
  const owners = new Map<string, string>();
  for (const [name, { spec }] of claims) {
    if (!spec?.volumeName) continue;
    expect(owners.get(spec.volumeName), `volume of ${name}`).toBeUndefined();
    owners.set(spec.volumeName, name);
    expect(spec.volumeName).toBe(had.get(name) ?? spec.volumeName);
    had.set(name, spec.volumeName);
  }
}

async function play(seed: number): Promise<void> {
  const draw = drawing(seed);
  const sizes = ['1Gi', '2Gi', '3Gi'];
  const size = () => sizes[draw(sizes.length)] ?? '1Gi';
  const claims = new Map<string, PersistentVolumeClaim>();
  const volumes = new Map<string, PersistentVolume>();
  for (let index = 0; index < 5; index++) {
    claims.set(`c${index}`, claimOf(`c${index}`, { resources: { requests: { storage: size() } } }));
    volumes.set(`v${index}`, volumeOf(`v${index}`, { capacity: { storage: size() } }, 'Pending'));
  }
  const { client, cutOffAfter } = createStoreOf(claims, volumes);
  const deps = { client, now: () => 0 };
  const had = new Map<string, string>();
  /** What the controllers see may be old. */
  let seen = { claims: new Map(claims), volumes: new Map(volumes) };
  const reconcileClaim = async (name: string): Promise<void> => {
    const claim = seen.claims.get(name);
    if (claim === undefined) return;
    const named = seen.volumes.get(claim.spec?.volumeName ?? '');
    const sight = { claim, named, storageClass: undefined, defaultClass: undefined, waitingPods: [] };
    const plan = planClaim({ ...sight, volumes: seen.volumes.values() });
    if (plan.do === 'bind') await bind(deps, claim, plan.volume);
  };
  const reconcileVolume = async (name: string): Promise<void> => {
    const volume = seen.volumes.get(name);
    if (volume === undefined) return;
    const claim = claims.get(volume.spec?.claimRef?.name ?? '');
    const plan = planVolume(volume, claim);
    if (plan.do === 'set-phase') await setVolumePhase(deps, volume, plan.phase);
    if (plan.do === 'unbind') await unbind(deps, volume);
  };
  const attempt = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      if (!isStatus(error, 'Conflict') && (error as Error).message !== 'cut off') throw error;
    }
  };
  for (let step = 0; step < 60; step++) {
    if (draw(2) === 0) seen = { claims: new Map(claims), volumes: new Map(volumes) };
    cutOffAfter(draw(4) === 0 ? draw(4) : Number.POSITIVE_INFINITY);
    await attempt(draw(2) === 0 ? reconcileClaim(`c${draw(5)}`) : reconcileVolume(`v${draw(5)}`));
    check(claims, had);
  }
  cutOffAfter(Number.POSITIVE_INFINITY);
  for (let round = 0; round < 10; round++) {
    for (const name of volumes.keys()) {
      seen = { claims: new Map(claims), volumes: new Map(volumes) };
      await attempt(reconcileVolume(name));
    }
    for (const name of claims.keys()) {
      seen = { claims: new Map(claims), volumes: new Map(volumes) };
      await attempt(reconcileClaim(name));
    }
  }
  check(claims, had);
  for (const [name, { spec, status }] of claims) {
    if (spec?.volumeName) expect([name, status?.phase]).toEqual([name, 'Bound']);
  }
  for (const [name, { spec, status }] of volumes) {
    const owner = [...claims.values()].find((claim) => claim.spec?.volumeName === name);
    expect([name, status?.phase]).toEqual([name, owner === undefined ? 'Available' : 'Bound']);
    expect(spec?.claimRef?.name).toBe(owner?.metadata.name);
  }
}

test('whatever is seen late or cut off, no two claims have one volume, none changes its own, and all comes to rest', async () => {
  for (let seed = 1; seed <= 60; seed++) await play(seed);
});
