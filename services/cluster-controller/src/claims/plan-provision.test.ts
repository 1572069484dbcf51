import { localVolumes } from '@flotilla/kinds';
import { expect, test } from 'vitest';
import { claimOf, classOf } from './claims.fixture.ts';
import { planProvision } from './plan-provision.ts';

const node = { name: 'n1', hostname: 'host-1', folder: '/disk', storage: '10Gi' };
const chosen = { 'volume.kubernetes.io/selected-node': 'n1' };
const local = classOf(localVolumes.provisioner);

test('a volume is a folder on the chosen node, for this claim and reached from there only', () => {
  expect(planProvision(claimOf('data', {}, chosen), local, node)).toMatchObject({
    do: 'create',
    volume: {
      metadata: { name: 'pvc-data-uid', finalizers: [localVolumes.finalizer] },
      spec: {
        capacity: { storage: '1Gi' },
        claimRef: { namespace: 'team', name: 'data', uid: 'data-uid' },
        persistentVolumeReclaimPolicy: 'Delete',
        storageClassName: 'local',
        local: { path: '/disk/pvc-data-uid' },
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ values: ['host-1'] }] }] } },
      },
    },
  });
});

test('what cannot be made says why, and whether another node may do', () => {
  const outcome = (claim: ReturnType<typeof claimOf>, place: typeof node | undefined = node) => {
    const plan = planProvision(claim, local, place);
    return plan.do === 'fail' ? [plan.told.message.replace(/^.*?: /, ''), plan.otherNode] : plan.do;
  };
  const huge = claimOf('data', { resources: { requests: { storage: '11Gi' } } }, chosen);
  expect(outcome(huge)).toEqual(['the claim asks for 11Gi, and node "n1" has 10Gi for all its Pods', 'may-do']);
  expect(outcome(claimOf('data', {}, chosen), { ...node, folder: '' })).toEqual([
    'node "n1" keeps no volumes',
    'may-do',
  ]);
  expect(outcome(claimOf('data'))).toEqual(['its volumeBindingMode must be WaitForFirstConsumer', 'cannot-do']);
  expect(outcome(claimOf('data', { volumeMode: 'Block' }, chosen))).toEqual([
    'volumes of this class cannot be block devices',
    'cannot-do',
  ]);
  expect(planProvision(claimOf('data', {}, chosen), local, undefined)).toMatchObject({ otherNode: 'may-do' });
});

test('other classes are others’ to serve', () => {
  expect(planProvision(claimOf('data'), classOf('example.org/disk'), undefined)).toMatchObject({
    do: 'ask-other',
    provisioner: 'example.org/disk',
  });
  expect(planProvision(claimOf('data'), classOf('kubernetes.io/no-provisioner'), undefined)).toMatchObject({
    told: { message: 'no volume plugin matched name: kubernetes.io/no-provisioner' },
  });
});
