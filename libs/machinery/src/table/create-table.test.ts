import { expect, test } from 'vitest';
import type { KubernetesObject } from '../object.ts';
import { nameAndAge } from './columns.ts';
import { createTable, withoutHead } from './create-table.ts';

const object: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', creationTimestamp: '2026-01-02T03:04:05Z' },
  data: { a: '1' },
};
const options = {
  columns: nameAndAge,
  rowObject: 'Metadata',
  metadata: { resourceVersion: '7' },
  now: Date.parse('2026-01-02T03:09:05Z'),
} as const;

test('a table has a head and a row an object, with the object’s metadata', () => {
  const table = createTable([object], options);
  expect(table.columnDefinitions.map(({ name, format }) => [name, format])).toEqual([
    ['Name', 'name'],
    ['Age', ''],
  ]);
  expect(table.rows).toEqual([
    {
      cells: ['settings', '5m'],
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
    },
  ]);
  expect(table.metadata).toEqual({ resourceVersion: '7' });
});

test('rows carry the whole object, or none', () => {
  expect(createTable([object], { ...options, rowObject: 'Object' }).rows[0]?.object).toBe(object);
  expect(createTable([object], { ...options, rowObject: 'None' }).rows[0]?.object).toBeNull();
});

test('later tables of a watch have no head', () => {
  expect(withoutHead(createTable([object], options)).columnDefinitions).toEqual([]);
});
