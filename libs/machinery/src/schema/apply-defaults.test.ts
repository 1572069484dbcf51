import { expect, test } from 'vitest';
import { podType, smallSchema } from '../testing/small-schema.ts';
import { applySchemaDefaults } from './apply-defaults.ts';

function withDefaults(spec: Record<string, unknown>): unknown {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec };
  applySchemaDefaults(pod, podType, smallSchema);
  return pod.spec;
}

test('defaults are filled in inside lists and maps of structs', () => {
  expect(withDefaults({ containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] })).toEqual({
    containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'TCP', optional: false }] }],
  });
  expect(withDefaults({ containersByName: { a: { ports: [{ containerPort: 80 }] } } })).toMatchObject({
    containersByName: { a: { ports: [{ protocol: 'TCP' }] } },
  });
});

test('what is there stays, zeros too', () => {
  const port = { containerPort: 80, protocol: 'UDP', optional: true, hostPort: 0 };
  expect(withDefaults({ containers: [{ name: 'a', ports: [port] }] })).toEqual({
    containers: [{ name: 'a', ports: [port] }],
  });
});

test('a zero that would be left out again is not written', () => {
  const port = { containerPort: 80 };
  withDefaults({ containers: [{ name: 'a', ports: [port] }] });
  expect(port).not.toHaveProperty('hostPort');
});

test('structs that are not there are not made', () => {
  expect(withDefaults({})).toEqual({});
});
