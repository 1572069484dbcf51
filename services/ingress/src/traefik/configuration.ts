import { stringify } from 'yaml';
import type { ProxyPlan } from '../plan/plan-proxy.ts';

/** The entry points that Traefik's own configuration must have. */
const PLAIN = 'web';
const ENCRYPTED = 'websecure';

/** The name of the part of the configuration that tells which revision of the endpoints it is made from. */
export const REVISION_NAME = 'flotilla-revision';
export const REVISION_HEADER = 'X-Flotilla-Revision';

/**
 * Traefik's dynamic configuration as YAML. Certificates and keys stand in it as PEM. `revision` is carried as a
 * middleware that no router uses, which Traefik's API shows once the configuration is loaded. Source: Traefik
 * documentation, file provider, HTTP routers, services and TLS.
 */
export function formatConfiguration({ routes, backends, certificates }: ProxyPlan, revision: number): string {
  const routers = routes.flatMap(({ name, rule, priority, backend }) => {
    const router = { rule, priority, service: backend };
    return [
      [name, { ...router, entryPoints: [PLAIN] }],
      [`${name}_tls`, { ...router, entryPoints: [ENCRYPTED], tls: {} }],
    ] as const;
  });
  const services = [...backends.values()].map(
    ({ name, urls }) => [name, { loadBalancer: { servers: urls.map((url) => ({ url })) } }] as const,
  );
  const revisionNote = { headers: { customRequestHeaders: { [REVISION_HEADER]: `${revision}` } } };
  return stringify({
    http: {
      middlewares: { [REVISION_NAME]: revisionNote },
      // Traefik takes an empty map for a mistake.
      ...(routers.length > 0 && { routers: Object.fromEntries(routers), services: Object.fromEntries(services) }),
    },
    ...(certificates.length > 0 && {
      tls: { certificates: certificates.map(({ certificate, key }) => ({ certFile: certificate, keyFile: key })) },
    }),
  });
}
