import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { configMapBehaviour as behaviour } from './behaviour.ts';

function configMap(fields: object): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default' }, ...fields };
}

const key =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

test('keys can be file names, each in one of both maps', () => {
  const object = configMap({ data: { 'a b': '', '..': '', both: '' }, binaryData: { both: '' } });
  expect(textsOf(behaviour.validate?.(object) ?? [])).toEqual([
    `data[a b]: Invalid value: "a b": ${key}`,
    `data[..]: Invalid value: "..": must not be '..'`,
    'data[both]: Invalid value: "both": duplicate of key present in binaryData',
  ]);
});

test('it holds at most 1 MiB, counted in bytes', () => {
  const mebibyte = 1024 * 1024;
  expect(behaviour.validate?.(configMap({ data: { a: 'ü'.repeat(mebibyte / 2) } }))).toEqual([]);
  const bytes = Buffer.alloc(mebibyte).toString('base64');
  expect(textsOf(behaviour.validate?.(configMap({ data: { a: 'x' }, binaryData: { b: bytes } })) ?? [])).toEqual([
    '[]: Too long: may not be more than 1048576 bytes',
  ]);
});

test('once sealed it stays sealed and as it is', () => {
  const sealed = configMap({ immutable: true, data: { a: '1' } });
  expect(behaviour.validateUpdate?.(sealed, sealed)).toEqual([]);
  const errors = behaviour.validateUpdate?.(configMap({ data: { a: '2' } }), sealed) ?? [];
  expect(textsOf(errors)).toEqual([
    'immutable: Forbidden: field is immutable when `immutable` is set',
    'data: Forbidden: field is immutable when `immutable` is set',
  ]);
});
