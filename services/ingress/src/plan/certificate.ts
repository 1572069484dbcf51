import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { CertificateView } from '../objects/views.ts';
import type { Problem } from './problem.ts';

/** PEM texts that belong together. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** The certificate of a Secret, or why it cannot be used. `path` is the Secret's `namespace/name`. */
export function certificateOf(path: string, secret: CertificateView | undefined): Certificate | Problem {
  const named = `secret ${JSON.stringify(path)}`;
  if (secret === undefined) return { reason: 'SecretNotFound', message: `${named} not found` };
  const { certificate, key } = secret;
  const invalid = (why: string): Problem => ({ reason: 'InvalidCertificate', message: `${named} ${why}` });
  if (certificate === undefined) return invalid('must be of type kubernetes.io/tls and have tls.crt');
  if (key === undefined) return invalid('must have tls.key');
  try {
    const belongs = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
    return belongs ? { certificate, key } : invalid('must have a tls.key that belongs to its tls.crt');
  } catch (error) {
    return invalid(`must have PEM in tls.crt and tls.key: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function isProblem(found: Certificate | Problem): found is Problem {
  return 'reason' in found;
}
