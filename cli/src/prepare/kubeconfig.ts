import type { CertifiedKey } from './certificates.ts';

export interface KubeconfigOptions {
  readonly server: string;
  /** PEM. */
  readonly authority: string;
  readonly client: CertifiedKey;
}

/** What kubectl and client libraries read: one cluster, one user, one context, all named `flotilla`. */
export function formatKubeconfig({ server, authority, client }: KubeconfigOptions): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return `apiVersion: v1
kind: Config
clusters:
  - name: flotilla
    cluster:
      server: ${server}
      certificate-authority-data: ${base64(authority)}
users:
  - name: flotilla
    user:
      client-certificate-data: ${base64(client.certificate)}
      client-key-data: ${base64(client.key)}
contexts:
  - name: flotilla
    context:
      cluster: flotilla
      user: flotilla
current-context: flotilla
`;
}
