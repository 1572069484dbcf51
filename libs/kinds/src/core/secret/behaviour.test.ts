import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { secretBehaviour as behaviour } from './behaviour.ts';

function secret(fields: object = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'default' }, ...fields };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

test('texts become data, over what is there', () => {
  const object = secret({ data: { a: base64('old'), b: base64('kept') }, stringData: { a: 'new' } });
  behaviour.applyDefaults?.(object);
  expect(object).toEqual(secret({ type: 'Opaque', data: { a: base64('new'), b: base64('kept') } }));
});

test.each<[string, object, string[]]>([
  ['kubernetes.io/tls', {}, ['data[tls.crt]: Required value', 'data[tls.key]: Required value']],
  ['kubernetes.io/basic-auth', {}, ['data[username]: Required value', 'data[password]: Required value']],
  ['kubernetes.io/basic-auth', { password: '' }, []],
  ['kubernetes.io/ssh-auth', { 'ssh-privatekey': '' }, ['data[ssh-privatekey]: Required value']],
  ['kubernetes.io/dockercfg', {}, ['data[.dockercfg]: Required value']],
  ['kubernetes.io/dockerconfigjson', { '.dockerconfigjson': base64('{"auths":{}}') }, []],
  [
    'kubernetes.io/dockerconfigjson',
    { '.dockerconfigjson': base64('[1]') },
    [
      'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
  ],
  [
    'kubernetes.io/dockerconfigjson',
    { '.dockerconfigjson': base64('auths') },
    [
      `data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character 'a' looking for beginning of value`,
    ],
  ],
  [
    'kubernetes.io/dockerconfigjson',
    { '.dockerconfigjson': base64('{"auths":') },
    ['data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": unexpected end of JSON input'],
  ],
  [
    'kubernetes.io/service-account-token',
    {},
    ['metadata.annotations[kubernetes.io/service-account.name]: Required value'],
  ],
  ['example.com/own', {}, []],
])('%s with %j', (type, data, expected) => {
  expect(textsOf(behaviour.validate?.(secret({ type, data })) ?? [])).toEqual(expected);
});

test('it holds at most 1 MiB', () => {
  const data = { a: Buffer.alloc(1024 * 1024 + 1).toString('base64') };
  expect(textsOf(behaviour.validate?.(secret({ data })) ?? [])).toEqual([
    'data: Too long: may not be more than 1048576 bytes',
  ]);
});

test('its type never changes', () => {
  const errors = behaviour.validateUpdate?.(secret({ type: 'Opaque' }), secret({ type: 'kubernetes.io/tls' })) ?? [];
  expect(textsOf(errors)).toEqual(['type: Invalid value: "Opaque": field is immutable']);
});

test('once sealed it stays as it is', () => {
  const sealed = secret({ type: 'Opaque', immutable: true, data: { a: '' } });
  const errors = behaviour.validateUpdate?.(secret({ type: 'Opaque', immutable: true }), sealed) ?? [];
  expect(textsOf(errors)).toEqual(['data: Forbidden: field is immutable when `immutable` is set']);
});
