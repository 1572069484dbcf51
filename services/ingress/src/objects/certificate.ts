import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Secret } from '@flotilla/kinds/core/v1';

/** PEM texts that belong together. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** A Secret as a certificate, or why it is none: `must have tls.key`. */
export type CertificateView = Certificate | { readonly why: string };

/** Checked when the Secret changes, and not each time that something else does. */
export function viewCertificate({ type, data = {} }: Secret): CertificateView {
  const certificate = textOf(data['tls.crt']);
  const key = textOf(data['tls.key']);
  if (type !== 'kubernetes.io/tls' || certificate === undefined) return NO_CERTIFICATE;
  if (key === undefined) return { why: 'must have tls.key' };
  try {
    const belongs = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
    return belongs ? { certificate, key } : { why: 'must have a tls.key that belongs to its tls.crt' };
  } catch (error) {
    return { why: `must have PEM in tls.crt and tls.key: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** One for all Secrets of other types, of which it is only known that they are there. */
const NO_CERTIFICATE: CertificateView = { why: 'must be of type kubernetes.io/tls and have tls.crt' };

function textOf(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8');
}
