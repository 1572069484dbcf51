import { dirname } from 'node:path';
import { stringify } from 'yaml';
import type { ProxyPlace } from './input.ts';

/**
 * Traefik's own configuration: where it listens, and the folder of the file that `services/ingress` writes, which
 * need not be there yet. Changes are taken up
 * within 50 ms instead of 2 s. Its API listens on this machine only, unless the place says otherwise. Source: Traefik
 * documentation, static configuration.
 */
export function formatTraefikConfig({ httpPort, httpsPort, api, dynamicFile }: ProxyPlace): string {
  return stringify({
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    log: { level: 'WARN' },
    entryPoints: {
      web: { address: `:${httpPort}` },
      websecure: { address: `:${httpsPort}` },
      traefik: { address: `${api.listenHost}:${api.port}` },
    },
    api: { insecure: true, dashboard: false },
    ping: {},
    providers: { providersThrottleDuration: '50ms', file: { directory: dirname(dynamicFile), watch: true } },
  });
}
