import type { Authority } from './authority.ts';

export interface NatsServerOptions {
  /** -1: a free port, which the server logs. */
  readonly port: number;
  /** 127.0.0.1 where absent. */
  readonly host?: string;
  /** Folder of the event streams. */
  readonly storeDir: string;
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
}

/** The configuration of a nats-server (2.9 or newer) that trusts this authority and nobody else. */
export function natsServerConfig(
  authority: Pick<Authority, 'operator' | 'system' | 'flotilla'>,
  options: NatsServerOptions,
): string {
  const { operator, system, flotilla } = authority;
  const lines = [
    `listen: ${JSON.stringify(`${options.host ?? '127.0.0.1'}:${options.port}`)}`,
    // An object may be 1.5 MB, and travels with its previous body.
    'max_payload: 8MB',
    `jetstream { store_dir: ${JSON.stringify(options.storeDir)} }`,
    `operator: ${operator.jwt}`,
    `system_account: ${system.publicKey}`,
    'resolver: MEMORY',
    `resolver_preload { ${system.publicKey}: ${system.jwt}, ${flotilla.publicKey}: ${flotilla.jwt} }`,
  ];
  const { tls } = options;
  if (tls) lines.push(`tls { cert_file: ${JSON.stringify(tls.certFile)}, key_file: ${JSON.stringify(tls.keyFile)} }`);
  return `${lines.join('\n')}\n`;
}
