import type { IngressBackend } from '@flotilla/kinds/networking/v1';
import type { Certificate, CertificateView } from '../objects/certificate.ts';
import type { IngressView } from '../objects/views.ts';
import { type Backend, type BackendSources, backendOf } from './backend.ts';
import { everything, type Match, matchOf } from './match.ts';
import type { Problem } from './problem.ts';

export interface Route extends Match {
  /** Unique to the path of the Ingress. */
  readonly name: string;
  readonly backend: string;
}

/** All that the proxy is to do, and what it cannot do. */
export interface ProxyPlan {
  readonly routes: readonly Route[];
  readonly backends: ReadonlyMap<string, Backend>;
  readonly certificates: readonly Certificate[];
  /** By the Ingress' uid. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
}

export interface ProxySources extends BackendSources {
  secret(path: string): CertificateView | undefined;
}

/** Pure. Where two Ingresses want the same requests, the older one has them. */
export function planProxy(ingresses: readonly IngressView[], sources: ProxySources): ProxyPlan {
  const routes = new Map<string, Route>();
  const backends = new Map<string, Backend>();
  const certificates = new Map<string, Certificate>();
  const problems = new Map<string, Problem[]>();
  for (const ingress of ingresses.toSorted(byAge)) {
    const found: Problem[] = [];
    for (const { backend, ...route } of wishesOf(ingress)) {
      const taken = routes.get(route.rule);
      const served = backendOf(sources, ingress.namespace, backend);
      if (served.problem) found.push(served.problem);
      if (taken === undefined) {
        routes.set(route.rule, { ...route, backend: served.name });
        backends.set(served.name, served);
      } else found.push({ reason: 'PathTaken', message: `${route.rule} is served by ${taken.name} already` });
    }
    for (const name of secretNames(ingress)) {
      const path = `${ingress.namespace}/${name}`;
      const secret = sources.secret(path);
      if (secret === undefined) found.push({ reason: 'SecretNotFound', message: `${secretNamed(path)} not found` });
      else if ('why' in secret)
        found.push({ reason: 'InvalidCertificate', message: `${secretNamed(path)} ${secret.why}` });
      else certificates.set(path, secret);
    }
    if (found.length > 0) problems.set(ingress.uid, found);
  }
  return { routes: [...routes.values()], backends, certificates: [...certificates.values()], problems };
}

interface Wish extends Match {
  readonly name: string;
  readonly backend: IngressBackend;
}

function* wishesOf({ namespace, name, spec }: IngressView): Generator<Wish> {
  for (const [index, { host, http }] of (spec.rules ?? []).entries()) {
    for (const [position, { path, pathType, backend }] of (http?.paths ?? []).entries()) {
      yield { name: `${namespace}_${name}_${index}_${position}`, ...matchOf(host, path, pathType), backend };
    }
  }
  if (spec.defaultBackend) yield { name: `${namespace}_${name}_default`, ...everything, backend: spec.defaultBackend };
}

function secretNames({ spec }: IngressView): string[] {
  return [...new Set((spec.tls ?? []).flatMap(({ secretName }) => secretName || []))];
}

const secretNamed = (path: string): string => `secret ${JSON.stringify(path)}`;

function byAge(one: IngressView, other: IngressView): number {
  return one.createdAt < other.createdAt ? -1 : one.createdAt > other.createdAt ? 1 : one.uid < other.uid ? -1 : 1;
}
