import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { statefulSetBehaviour as behaviour } from './behaviour.ts';

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image: 'web:1' }] },
};

function set(spec: object = {}, status?: object): KubernetesObject {
  const object: KubernetesObject = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'web', namespace: 'default' },
    spec: structuredClone({ selector: { matchLabels: { app: 'web' } }, template, ...spec }),
    ...(status === undefined ? {} : { status }),
  };
  behaviour.applyDefaults?.(object);
  return object;
}

const claim = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } };
const sized = { ...claim, spec: { ...claim.spec, resources: { requests: { storage: '1Gi' } } } };

test('what is left out is one Pod, in order, updated one after the other, whose claims stay', () => {
  expect(set({ volumeClaimTemplates: [sized] }).spec).toMatchObject({
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        spec: { volumeMode: 'Filesystem' },
        status: { phase: 'Pending' },
      },
    ],
  });
  expect(set({ updateStrategy: { type: 'RollingUpdate' } }).spec).toMatchObject({
    updateStrategy: { type: 'RollingUpdate' },
  });
});

test.each<[string, object, string[]]>([
  [
    'a way to manage Pods that is none',
    { podManagementPolicy: 'Foo' },
    ["spec.podManagementPolicy: Invalid value: \"Foo\": must be 'OrderedReady' or 'Parallel'"],
  ],
  [
    'an update strategy that is none',
    { updateStrategy: { type: 'Foo', rollingUpdate: { partition: 2 } } },
    [
      'spec.updateStrategy: Invalid value: {"Type":"Foo","RollingUpdate":{"Partition":2,"MaxUnavailable":null}}: ' +
        "must be 'RollingUpdate' or 'OnDelete'",
    ],
  ],
  [
    'a pace where nothing is rolled out',
    { updateStrategy: { type: 'OnDelete', rollingUpdate: {} } },
    [
      'spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":null,"MaxUnavailable":null}: ' +
        "only allowed for updateStrategy 'RollingUpdate'",
    ],
  ],
  [
    'none that may be missing',
    { updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } },
    ['spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0'],
  ],
  [
    'a claim without a size',
    { volumeClaimTemplates: [claim] },
    ['spec.volumeClaimTemplates[0].spec.resources[storage]: Required value'],
  ],
  [
    'a selector that chooses others',
    { selector: { matchLabels: { app: 'db' } } },
    ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
  ],
  [
    'a selector that chooses all',
    { selector: {} },
    ['spec.selector: Invalid value: {}: empty selector is invalid for statefulset'],
  ],
  [
    'Pods that end',
    { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never', activeDeadlineSeconds: 1 } } },
    [
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
      'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in StatefulSet is not Supported',
    ],
  ],
])('%s', (_, spec, expected) => {
  expect(textsOf(behaviour.validate?.(set(spec)))).toEqual(expected);
});

test('a container may mount the claims of the set, and volumes of their names give way to them', () => {
  const volumeMounts = [{ name: 'data', mountPath: '/data' }];
  const spec = { containers: [{ name: 'main', image: 'web:1', volumeMounts }] };
  expect(behaviour.validate?.(set({ template: { ...template, spec }, volumeClaimTemplates: [sized] }))).toEqual([]);
  const both = { ...template, spec: { ...spec, volumes: [{ name: 'data', emptyDir: {} }] } };
  expect(behaviour.validate?.(set({ template: both, volumeClaimTemplates: [sized] }))).toEqual([]);
});

test('a set may be scaled and updated, but stays what it is', () => {
  const changed = {
    replicas: 5,
    minReadySeconds: 3,
    ordinals: { start: 1 },
    template: { ...template, metadata: { labels: { app: 'web', v: '2' } } },
  };
  expect(behaviour.validateUpdate?.(set(changed), set())).toEqual([]);
  for (const spec of [{ serviceName: 'x' }, { podManagementPolicy: 'Parallel' }, { volumeClaimTemplates: [sized] }]) {
    expect(textsOf(behaviour.validateUpdate?.(set(spec), set()))).toEqual([
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', " +
        "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ]);
  }
});

test('no part of a status is more than the whole', () => {
  const next = set({}, { replicas: 1, readyReplicas: 2, availableReplicas: 3, collisionCount: 1 });
  expect(textsOf(behaviour.validateStatusUpdate?.(next, set({}, { replicas: 1, collisionCount: 2 })))).toEqual([
    'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 3: cannot be greater than status.readyReplicas',
    'status.collisionCount: Invalid value: 1: cannot be decremented',
  ]);
});
