import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { certificateOf } from './certificate.ts';

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

test.each([
  [undefined, 'SecretNotFound', 'secret "team/tls" not found'],
  [
    { certificate: undefined, key: undefined },
    'InvalidCertificate',
    'secret "team/tls" must be of type kubernetes.io/tls and have tls.crt',
  ],
  [{ certificate: 'x', key: undefined }, 'InvalidCertificate', 'secret "team/tls" must have tls.key'],
  [{ certificate: 'x', key }, 'InvalidCertificate', 'secret "team/tls" must have PEM in tls.crt and tls.key: '],
])('a Secret that holds no certificate says what it lacks: %j', (secret, reason, message) => {
  expect(certificateOf('team/tls', secret)).toEqual({ reason, message: expect.stringContaining(message) });
});
