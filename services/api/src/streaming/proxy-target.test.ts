import { expect, test } from 'vitest';
import { readProxyName } from './proxy-target.ts';

test('a name may have a port, and a scheme before it', () => {
  expect(readProxyName('web')).toEqual({ scheme: 'http', name: 'web', port: '' });
  expect(readProxyName('web:8080')).toEqual({ scheme: 'http', name: 'web', port: '8080' });
  expect(readProxyName('https:web:')).toEqual({ scheme: 'https', name: 'web', port: '' });
  expect(readProxyName('https:web:secure')).toEqual({ scheme: 'https', name: 'web', port: 'secure' });
});

test.each(['ftp:web:21', 'a:b:c:d', ':80', ''])('%j names nothing', (text) => {
  expect(() => readProxyName(text)).toThrow(`invalid proxy request ${JSON.stringify(text)}`);
});
