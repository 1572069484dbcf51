import { expect, test } from 'vitest';
import { defaultClassOf } from './default-class.ts';

const classOf = (name: string, second: number, mark = 'storageclass.kubernetes.io/is-default-class') => ({
  metadata: { name, creationTimestamp: `2026-01-01T00:00:0${second}Z`, annotations: { [mark]: 'true' } },
});

test('of several default classes the newest counts, and of equally old ones the first by name', () => {
  expect(defaultClassOf([classOf('old', 1), classOf('new', 2), { metadata: { name: 'none' } }])).toBe('new');
  expect(defaultClassOf([classOf('b', 1), classOf('a', 1)])).toBe('a');
  expect(defaultClassOf([classOf('ingress', 1, 'ingressclass.kubernetes.io/is-default-class')])).toBe('ingress');
  expect(defaultClassOf([classOf('beta', 1, 'storageclass.beta.kubernetes.io/is-default-class')])).toBe('beta');
});

test('without a marked class there is no default', () => {
  expect(defaultClassOf([classOf('plain', 1, 'other')])).toBeUndefined();
});
