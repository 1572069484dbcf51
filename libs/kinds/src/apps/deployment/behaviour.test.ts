import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import type { Deployment, DeploymentSpec } from '../../generated/types/apps-v1.ts';
import { textsOf } from '../../rules/texts.fixture.ts';
import { deploymentBehaviour } from './behaviour.ts';
import { validateDeployment } from './validation.ts';

type DeploymentObject = Deployment & KubernetesObject;

function deployment(spec: Partial<DeploymentSpec> = {}): DeploymentObject {
  const object: DeploymentObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'busybox:1' }] } },
      ...spec,
    },
  };
  deploymentBehaviour.applyDefaults?.(object);
  return object;
}

const containers = [{ name: 'main', image: 'busybox:1', imagePullPolicy: 'IfNotPresent' }];

test('a Deployment rolls out by a quarter, keeps ten revisions and is late after ten minutes', () => {
  expect(deployment().spec).toMatchObject({
    replicas: 1,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    template: { spec: { restartPolicy: 'Always', dnsPolicy: 'ClusterFirst' } },
  });
  expect(validateDeployment(deployment())).toEqual([]);
});

test.each<[string, Partial<DeploymentSpec>, string[]]>([
  ['a negative number', { replicas: -1 }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
  [
    'a selector that does not choose its Pods',
    { selector: { matchLabels: { app: 'db' } } },
    ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
  ],
  [
    'a selector that chooses all',
    { selector: {} },
    ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
  ],
  [
    'a strategy that is none',
    { strategy: { type: 'Blue' } },
    [
      'spec.strategy: Unsupported value: {"Type":"Blue","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
    ],
  ],
  [
    'neither surge nor unavailability',
    { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } },
    ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0'],
  ],
  [
    'more than all unavailable',
    { strategy: { rollingUpdate: { maxUnavailable: '101%' } } },
    ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
  ],
  [
    'details of a rollout that has none',
    { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } },
    ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
  ],
  [
    'a deadline before a Pod can be available',
    { minReadySeconds: 10, progressDeadlineSeconds: 10 },
    ['spec.progressDeadlineSeconds: Invalid value: 10: must be greater than minReadySeconds'],
  ],
  [
    'Pods that end',
    {
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers, restartPolicy: 'Never', activeDeadlineSeconds: 5 },
      },
    },
    [
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
      'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported',
    ],
  ],
])('a Deployment with %s is refused', (_, spec, texts) => {
  expect(textsOf(validateDeployment(deployment(spec)))).toEqual(texts);
});

test('its selector stays', () => {
  const next = deployment({ selector: { matchLabels: { app: 'web', tier: 'front' } } });
  expect(textsOf(deploymentBehaviour.validateUpdate?.(next, deployment()) ?? [])).toEqual([
    'spec.selector: Invalid value: {"matchLabels":{"app":"web","tier":"front"}}: field is immutable',
  ]);
});

test('a change of annotations is a new generation, as its ReplicaSets get them', () => {
  const previous = deployment();
  previous.metadata.generation = 3;
  const next = structuredClone(previous);
  deploymentBehaviour.prepareUpdate?.(next, previous);
  expect(next.metadata.generation).toBe(3);
  next.metadata.annotations = { cause: 'edit' };
  deploymentBehaviour.prepareUpdate?.(next, previous);
  expect(next.metadata.generation).toBe(4);
});

test('counts of a status must agree', () => {
  const previous = { ...deployment(), status: { collisionCount: 2 } };
  const next = {
    ...deployment(),
    status: { replicas: 1, updatedReplicas: 2, availableReplicas: 1, collisionCount: 1 },
  };
  expect(textsOf(deploymentBehaviour.validateStatusUpdate?.(next, previous) ?? [])).toEqual([
    'status.updatedReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 1: cannot be greater than readyReplicas',
    'status.collisionCount: Invalid value: 1: cannot be decremented',
  ]);
});

test('warnings say where in the template', () => {
  const object = deployment({
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers, nodeSelector: { 'beta.kubernetes.io/os': 'linux' } },
    },
  });
  object.metadata.name = 'web.shop';
  expect(deploymentBehaviour.warnings?.(object)).toEqual([
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]',
    'spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
  ]);
});
