import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CertifiedKey,
  createCertificateAuthority,
  formatKubeconfig,
  issueCertificate,
} from '@flotilla/cli/testing';

/** An API's own certificate, and those of some who ask it things. */
export interface Identities {
  /** PEM. */
  readonly authority: string;
  readonly server: CertifiedKey;
  /** Of the group system:masters. */
  readonly admin: CertifiedKey;
  /** Signed by the authority, and of no group that is allowed anything. */
  readonly jane: CertifiedKey;
  /** Says of itself that it is of system:masters, but is signed by somebody else. */
  readonly impostor: CertifiedKey;
}

export async function createIdentities(): Promise<Identities> {
  const [authority, stranger] = await Promise.all([
    createCertificateAuthority('ours'),
    createCertificateAuthority('theirs'),
  ]);
  const [server, admin, jane, impostor] = await Promise.all([
    issueCertificate(authority, { subject: 'CN=kube-apiserver', use: 'server', names: ['localhost', '127.0.0.1'] }),
    issueCertificate(authority, { subject: 'CN=admin, O=system:masters', use: 'client' }),
    issueCertificate(authority, { subject: 'CN=jane, O=developers', use: 'client' }),
    issueCertificate(stranger, { subject: 'CN=admin, O=system:masters', use: 'client' }),
  ]);
  return { authority: authority.certificate, server, admin, jane, impostor };
}

/** Writes one into the folder; resolves with its path. */
export function writeKubeconfig(folder: string, port: number, authority: string, client: CertifiedKey): string {
  const path = join(folder, 'kubeconfig');
  writeFileSync(path, formatKubeconfig({ server: `https://127.0.0.1:${port}`, authority, client }), { mode: 0o600 });
  return path;
}
