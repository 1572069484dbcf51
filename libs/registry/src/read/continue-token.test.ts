import { expect, test } from 'vitest';
import { formatContinue, parseContinue } from './continue-token.ts';

test('a token says where its listing goes on', () => {
  const place = { revision: 12, from: 'default/b' };
  expect(parseContinue(formatContinue(place))).toEqual(place);
});

test.each([
  'nonsense',
  Buffer.from('{"v":"other","rv":1,"start":"a"}').toString('base64url'),
  Buffer.from('{"v":"meta.k8s.io/v1","rv":0,"start":"a"}').toString('base64url'),
  Buffer.from('{"v":"meta.k8s.io/v1","rv":1}').toString('base64url'),
  Buffer.from('null').toString('base64url'),
])('what no listing gave out is refused: %s', (text) => {
  expect(() => parseContinue(text)).toThrow('continue key is not valid');
});
