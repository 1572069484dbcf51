import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { daemonSetBehaviour as behaviour } from './behaviour.ts';

const template = {
  metadata: { labels: { app: 'agent' } },
  spec: { containers: [{ name: 'main', image: 'agent:1' }] },
};

function set(spec: object = {}, annotations: Record<string, string> = {}): KubernetesObject {
  const object: KubernetesObject = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'default', annotations },
    spec: structuredClone({ selector: { matchLabels: { app: 'agent' } }, template, ...spec }),
  };
  behaviour.applyDefaults?.(object);
  return object;
}

const rolling = (rollingUpdate: object) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } });

test('what is left out is an update of one node after the other', () => {
  expect(set().spec).toMatchObject({
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    revisionHistoryLimit: 10,
  });
  expect(set({ updateStrategy: { type: 'OnDelete' } }).spec).toMatchObject({ updateStrategy: { type: 'OnDelete' } });
});

test.each<[string, object, string[]]>([
  [
    'an update strategy that is none',
    { updateStrategy: { type: 'Foo' } },
    [
      'spec.updateStrategy: Unsupported value: {"Type":"Foo","RollingUpdate":null}: ' +
        'supported values: "RollingUpdate", "OnDelete"',
    ],
  ],
  [
    'none that may be missing and none that may be added',
    rolling({ maxUnavailable: 0, maxSurge: '0%' }),
    ['spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0'],
  ],
  [
    'both',
    rolling({ maxUnavailable: 1, maxSurge: '10%' }),
    [
      'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: "10%": may not be set when maxUnavailable is non-zero',
    ],
  ],
  [
    'a selector that chooses others',
    { selector: { matchLabels: { app: 'db' } } },
    ['spec.template.metadata.labels: Invalid value: {"app":"agent"}: `selector` does not match template `labels`'],
  ],
  [
    'a selector that chooses all',
    { selector: {} },
    ['spec.selector: Invalid value: {}: empty selector is invalid for daemonset'],
  ],
])('%s', (_, spec, expected) => {
  expect(textsOf(behaviour.validate?.(set(spec)))).toEqual(expected);
});

test('the selector stays', () => {
  const next = set({ selector: { matchLabels: { app: 'x' } } });
  expect(textsOf(behaviour.validateUpdate?.(next, set()))).toEqual([
    'spec.selector: Invalid value: {"matchLabels":{"app":"x"}}: field is immutable',
  ]);
});

test('changes of the template are counted, whatever a client says', () => {
  const key = 'deprecated.daemonset.template.generation';
  const made = set();
  behaviour.prepareCreate?.(made);
  expect(made.metadata.annotations).toEqual({ [key]: '1' });
  const same = set({ minReadySeconds: 3 }, { [key]: '7' });
  behaviour.prepareUpdate?.(same, made);
  expect(same.metadata.annotations).toEqual({ [key]: '1' });
  const changed = set({ template: { ...template, metadata: { labels: { app: 'agent', v: '2' } } } });
  behaviour.prepareUpdate?.(changed, made);
  expect(changed.metadata.annotations).toEqual({ [key]: '2' });
});

test('counts of a status are not negative', () => {
  const next = { ...set(), status: { numberReady: -1, collisionCount: 1 } };
  expect(textsOf(behaviour.validateStatusUpdate?.(next, { ...set(), status: { collisionCount: 2 } }))).toEqual([
    'status.numberReady: Invalid value: -1: must be greater than or equal to 0',
    'status.collisionCount: Invalid value: 1: cannot be decremented',
  ]);
});
