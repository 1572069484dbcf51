import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { endpointsBehaviour as behaviour } from './behaviour.ts';

const endpoints = (...subsets: object[]) => ({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'web' },
  subsets,
});

test.each<[string, object, string[]]>([
  ['nothing wrong', { addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80, protocol: 'TCP' }] }, []],
  ['no address', { ports: [] }, ['subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`']],
  [
    'an address that nothing else can reach',
    { notReadyAddresses: [{ ip: '169.254.0.1' }] },
    [
      'subsets[0].notReadyAddresses[0].ip: Invalid value: "169.254.0.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    ],
  ],
  [
    'ports without names',
    {
      addresses: [{ ip: '10.0.0.1' }],
      ports: [
        { port: 1, protocol: 'TCP', name: 'a' },
        { port: 2, protocol: 'TCP' },
      ],
    },
    ['subsets[0].ports[1].name: Required value'],
  ],
])('%s', (_, subset, expected) => {
  expect(textsOf(behaviour.validate?.(endpoints(subset)) ?? [])).toEqual(expected);
});

test('a row shows the first addresses that are ready', () => {
  const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'].map((ip) => ({ ip }));
  const ready = endpoints({ addresses, notReadyAddresses: [{ ip: '10.0.0.5' }], ports: [{ port: 80 }] });
  expect(behaviour.columns?.cells(ready, 0)[1]).toBe('10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 1 more...');
  expect(behaviour.columns?.cells(endpoints(), 0)[1]).toBe('<none>');
});
