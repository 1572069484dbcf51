import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { replicationControllerBehaviour as behaviour } from './behaviour.ts';

const controller = (spec: object): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ReplicationController',
  metadata: { name: 'web', namespace: 'default' },
  spec,
});

test('labels and selector are those of the template where none are given', () => {
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'main', image: 'busybox:1' }] },
  };
  const object = controller({ template });
  behaviour.applyDefaults?.(object);
  expect(object).toMatchObject({
    metadata: { labels: { app: 'web' } },
    spec: { selector: { app: 'web' }, replicas: 1, template: { spec: { restartPolicy: 'Always' } } },
  });
  expect(behaviour.validate?.(object)).toEqual([]);
});

test('it must choose Pods and say what they are', () => {
  const object = controller({});
  behaviour.applyDefaults?.(object);
  expect(textsOf(behaviour.validate?.(object) ?? [])).toEqual([
    'spec.selector: Required value',
    'spec.template: Required value',
  ]);
});
