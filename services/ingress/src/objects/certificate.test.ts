import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { viewCertificate } from './certificate.ts';

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

const secret = (type: string, texts: Record<string, string>) => {
  const data = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, btoa(text)]));
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tls' }, type, data };
};

const tls = 'kubernetes.io/tls';

test.each([
  ['Opaque', { 'tls.crt': 'x', 'tls.key': key }, 'must be of type kubernetes.io/tls and have tls.crt'],
  [tls, {}, 'must be of type kubernetes.io/tls and have tls.crt'],
  [tls, { 'tls.crt': 'x' }, 'must have tls.key'],
  [tls, { 'tls.crt': 'x', 'tls.key': key }, 'must have PEM in tls.crt and tls.key: '],
])('a Secret of type %s that holds no certificate says what it lacks (%#)', (type, texts, why) => {
  expect(viewCertificate(secret(type, texts))).toEqual({ why: expect.stringContaining(why) });
});
