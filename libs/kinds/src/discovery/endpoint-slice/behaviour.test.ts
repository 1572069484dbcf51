import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { endpointSliceBehaviour as behaviour } from './behaviour.ts';

const slice = (fields: object) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-1' },
  addressType: 'IPv4',
  ...fields,
});

test('a port has a name and a protocol', () => {
  const object = slice({ ports: [{ port: 80 }] });
  behaviour.applyDefaults?.(object);
  expect(object).toMatchObject({ ports: [{ port: 80, name: '', protocol: 'TCP' }] });
});

test.each<[string, object, string[]]>([
  ['nothing wrong', { endpoints: [{ addresses: ['10.0.0.1'] }] }, []],
  ['no type', { addressType: '' }, ['addressType: Required value']],
  [
    'an unknown type',
    { addressType: 'X' },
    ['addressType: Unsupported value: "X": supported values: "FQDN", "IPv4", "IPv6"'],
  ],
  ['no address', { endpoints: [{}] }, ['endpoints[0].addresses: Required value: must contain at least 1 address']],
  [
    'an address of another family',
    { endpoints: [{ addresses: ['fd00::1'] }] },
    ['endpoints[0].addresses: Invalid value: "fd00::1": must be an IPv4 address'],
  ],
  [
    'a name that is none',
    { addressType: 'FQDN', endpoints: [{ addresses: ['local'] }] },
    [
      'endpoints[0].addresses[0]: Invalid value: "local": should be a domain with at least two segments separated by dots',
    ],
  ],
  [
    'a port name twice',
    {
      ports: [
        { name: 'a', protocol: 'TCP' },
        { name: 'a', protocol: 'UDP' },
      ],
    },
    ['ports[1].name: Duplicate value: "a"'],
  ],
  [
    'a zone twice',
    { endpoints: [{ addresses: ['10.0.0.1'], hints: { forZones: [{ name: 'a' }, { name: 'a' }] } }] },
    ['endpoints[0].hints.forZones[1].name: Duplicate value: "a"'],
  ],
])('%s', (_, fields, expected) => {
  expect(textsOf(behaviour.validate?.(slice(fields)) ?? [])).toEqual(expected);
});

test('its type of addresses never changes', () => {
  const errors = behaviour.validateUpdate?.(slice({ addressType: 'IPv6' }), slice({})) ?? [];
  expect(textsOf(errors)).toEqual(['addressType: Invalid value: "IPv6": field is immutable']);
});
