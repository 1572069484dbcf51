import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { podType, smallSchema } from '../testing/small-schema.ts';
import { canonicalForm } from './canonical-form.ts';

const formOf = (spec: Json) =>
  canonicalForm({ metadata: { name: 'web' }, spec }, { type: 'struct', of: podType.name }, smallSchema);

const container = { name: 'main', image: 'web:1' };

test.each<[string, Json]>([
  ['empty texts', { containers: [{ ...container, env: [{ name: 'a', value: '' }] }] }],
  ['nulls', { containers: [{ ...container, env: [{ name: 'a' }], args: null }] }],
  ['empty lists and maps', { containers: [{ ...container, env: [{ name: 'a' }], args: [] }], nodeSelector: {} }],
  ['empty structs that are no pointers', { containers: [{ ...container, env: [{ name: 'a' }] }], strategy: {} }],
  ['zeros that are no pointers', { containers: [{ ...container, env: [{ name: 'a' }], stdin: false }] }],
])('%s are as if they were absent', (_, spec) => {
  expect(formOf(spec)).toEqual(formOf({ containers: [{ ...container, env: [{ name: 'a' }] }] }));
});

test('what a pointer holds is there, also where it is nothing', () => {
  expect(formOf({ terminationGracePeriodSeconds: 0 })).not.toEqual(formOf({}));
});

test('what upstream writes though it is empty is there, and keys are in order', () => {
  const spec = { nodeSelector: { b: '2', a: '1' }, containers: [{ ports: [{}], image: 'web:1' }] };
  expect(JSON.stringify(formOf(spec))).toBe(
    '{"metadata":{"name":"web"},"spec":{"containers":[{"image":"web:1","name":"","ports":[{"containerPort":0}]}],' +
      '"nodeSelector":{"a":"1","b":"2"}}}',
  );
});

test('quantities are the same however they are written', () => {
  expect(formOf({ overhead: { cpu: '1000m', memory: '1024Mi' } })).toEqual(
    formOf({ overhead: { cpu: '1', memory: '1Gi' } }),
  );
  expect(formOf({ overhead: { cpu: '1' } })).not.toEqual(formOf({ overhead: { cpu: '2' } }));
  expect(formOf({ overhead: { cpu: 'much' } })).toEqual(formOf({ overhead: { cpu: 'much' } }));
});
