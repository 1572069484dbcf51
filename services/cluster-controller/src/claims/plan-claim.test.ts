import { expect, test } from 'vitest';
import { claimOf, classOf, referenceTo, volumeOf } from './claims.fixture.ts';
import { type ClaimSight, planClaim } from './plan-claim.ts';

const plan = (sight: Partial<ClaimSight> & Pick<ClaimSight, 'claim'>) =>
  planClaim({
    volumes: [],
    named: undefined,
    storageClass: undefined,
    defaultClass: undefined,
    waitingPods: [],
    ...sight,
  });
const reasonOf = (sight: Parameters<typeof plan>[0]) => {
  const planned = plan(sight);
  return 'told' in planned ? planned.told?.reason : planned.do;
};

test('a claim takes the volume that offers least beside what it asks for', () => {
  const volumes = [
    volumeOf('large', { capacity: { storage: '3Gi' } }),
    volumeOf('many', { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] }),
    volumeOf('right', { capacity: { storage: '2Gi' } }),
    volumeOf('small', { capacity: { storage: '1Mi' } }),
    volumeOf('taken', { claimRef: referenceTo('other') }, 'Bound'),
    volumeOf('new', {}, 'Pending'),
    volumeOf('other-class', { storageClassName: 'x' }),
    volumeOf('device', { volumeMode: 'Block' }),
  ];
  expect(plan({ claim: claimOf('data'), volumes })).toMatchObject({
    do: 'bind',
    volume: { metadata: { name: 'right' } },
  });
});

test('labels narrow the choice, and a volume that is meant for the claim needs none', () => {
  const selector = { matchLabels: { disk: 'fast' } };
  const fast = volumeOf('fast', { capacity: { storage: '9Gi' } });
  fast.metadata.labels = { disk: 'fast' };
  const chosen = (...volumes: ReturnType<typeof volumeOf>[]) => plan({ claim: claimOf('data', { selector }), volumes });
  expect(chosen(volumeOf('slow'), fast)).toMatchObject({ volume: { metadata: { name: 'fast' } } });
  const meant = volumeOf('meant', { claimRef: referenceTo('data') });
  expect(chosen(fast, meant)).toMatchObject({ volume: { metadata: { name: 'meant' } } });
});

test('a claim of a class that waits takes no volume by itself, but the one that was kept for it', () => {
  const claim = claimOf('data', { storageClassName: 'local' });
  const storageClass = classOf('kubernetes.io/no-provisioner');
  const free = volumeOf('free', { storageClassName: 'local' });
  expect(reasonOf({ claim, storageClass, volumes: [free] })).toBe('WaitForFirstConsumer');
  const kept = volumeOf('kept', { storageClassName: 'local', claimRef: referenceTo('data') });
  expect(plan({ claim, storageClass, volumes: [free, kept] })).toMatchObject({ do: 'bind', volume: kept });
});

test('a claim that waits says for which Pods', () => {
  const claim = claimOf('data', { storageClassName: 'local' });
  const sight = { claim, storageClass: classOf('x') };
  expect(plan({ ...sight, waitingPods: ['a'] })).toMatchObject({
    told: { message: 'waiting for pod a to be scheduled' },
  });
  expect(plan({ ...sight, waitingPods: ['a', 'b'] })).toMatchObject({
    told: { message: 'waiting for pods a,b to be scheduled' },
  });
});

test('once its node is chosen, or at once where nothing waits, a volume is made', () => {
  const marks = { 'volume.kubernetes.io/selected-node': 'n1' };
  const spec = { storageClassName: 'local' };
  expect(reasonOf({ claim: claimOf('data', spec, marks), storageClass: classOf('x') })).toBe('provision');
  expect(reasonOf({ claim: claimOf('data', spec), storageClass: classOf('x', 'Immediate') })).toBe('provision');
});

test('a claim that names no class gets the default one, also later; an empty name is none', () => {
  expect(plan({ claim: claimOf('data'), defaultClass: 'standard' })).toEqual({ do: 'set-class', name: 'standard' });
  expect(reasonOf({ claim: claimOf('data', { storageClassName: '' }), defaultClass: 'standard' })).toBe(
    'FailedBinding',
  );
  expect(reasonOf({ claim: claimOf('data', { storageClassName: 'none' }) })).toBe('ProvisioningFailed');
});

test('a claim that names its volume gets it when it is there, free and fits', () => {
  const claim = claimOf('data', { volumeName: 'disk' });
  expect(plan({ claim })).toEqual({ do: 'wait' });
  expect(plan({ claim, named: volumeOf('disk') })).toMatchObject({ do: 'bind' });
  expect(plan({ claim, named: volumeOf('disk', { claimRef: referenceTo('other') }) })).toMatchObject({
    told: { reason: 'FailedBinding', message: 'volume "disk" already bound to a different claim.' },
  });
  expect(plan({ claim, named: volumeOf('disk', { accessModes: ['ReadOnlyMany'] }) })).toMatchObject({
    told: { reason: 'VolumeMismatch', message: 'Cannot bind to requested volume "disk": incompatible accessMode' },
  });
});

test('a bound claim whose volume is gone, or another’s, is lost', () => {
  const bound = claimOf('data', { volumeName: 'disk' }, { 'pv.kubernetes.io/bind-completed': 'yes' });
  expect(reasonOf({ claim: bound })).toBe('ClaimLost');
  expect(reasonOf({ claim: bound, named: volumeOf('disk', { claimRef: referenceTo('other') }) })).toBe('ClaimMisbound');
  const own = volumeOf('disk', { claimRef: referenceTo('data') }, 'Bound');
  expect(reasonOf({ claim: bound, named: own })).toBe('bind');
  expect(plan({ claim: { ...bound, status: { phase: 'Bound' } }, named: own })).toEqual({ do: 'wait' });
});

test('a claim that is being deleted gets nothing any more', () => {
  const claim = claimOf('data');
  claim.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
  expect(plan({ claim, volumes: [volumeOf('free')] })).toEqual({ do: 'wait' });
});
