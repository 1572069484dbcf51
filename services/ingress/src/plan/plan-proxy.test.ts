import type { IngressSpec } from '@flotilla/kinds/networking/v1';
import { expect, test } from 'vitest';
import type { IngressView, ServiceView, SliceView } from '../objects/views.ts';
import { formatConfiguration } from '../traefik/configuration.ts';
import { planProxy } from './plan-proxy.ts';

const sources = {
  service: (path: string): ServiceView | undefined =>
    ({
      'team/web': { ports: [{ name: 'http', port: 80 }], externalName: undefined },
      'team/far': { ports: [], externalName: 'far.example.com' },
    })[path],
  slices: (path: string): SliceView[] => [
    { service: path, readyAddresses: ['10.0.0.2', '10.0.0.1'], ports: [{ name: 'http', port: 8080 }] },
    { service: path, readyAddresses: ['10.0.0.1'], ports: [{ name: 'http', port: 8080 }] },
    { service: path, readyAddresses: ['10.0.0.3'], ports: [{ name: 'metrics', port: 9090 }] },
  ],
  secret: () => undefined,
};

function ingress(name: string, spec: IngressSpec, createdAt = '2026-01-01T00:00:00Z'): IngressView {
  const metadata = { namespace: 'team', name, uid: name };
  return { metadata, ...metadata, createdAt, className: 'traefik', spec, addresses: [] };
}

const toService = (name: string, port: { number?: number; name?: string }): IngressSpec => ({
  defaultBackend: { service: { name, port } },
});

test.each([{ number: 80 }, { name: 'http' }])('a backend is the ready endpoints of the port %j', (port) => {
  const { backends, problems } = planProxy([ingress('a', toService('web', port))], sources);
  expect([...backends.values()].map(({ urls }) => urls)).toEqual([['http://10.0.0.1:8080', 'http://10.0.0.2:8080']]);
  expect(problems.size).toBe(0);
});

test('a Service that stands for a name elsewhere is that name', () => {
  const { backends } = planProxy([ingress('a', toService('far', { number: 8000 }))], sources);
  expect([...backends.values()].map(({ urls }) => urls)).toEqual([['http://far.example.com:8000']]);
});

test.each([
  [toService('gone', { number: 80 }), 'BackendNotFound', 'service "team/gone" not found'],
  [toService('web', { number: 81 }), 'BackendNotFound', 'service "team/web" has no port 81'],
  [{ tls: [{ secretName: 'gone' }] }, 'SecretNotFound', 'secret "team/gone" not found'],
  [
    { defaultBackend: { resource: { kind: 'Bucket', name: 'b' } } },
    'BackendUnsupported',
    'backend.resource is not supported',
  ],
])('what cannot be served is said: %j', (spec, reason, message) => {
  expect(planProxy([ingress('a', spec)], sources).problems.get('a')).toEqual([{ reason, message }]);
});

test('where two want the same requests the older one has them, and the other is told', () => {
  const [younger, older] = [
    ingress('younger', toService('gone', { number: 80 }), '2026-01-02T00:00:00Z'),
    ingress('older', toService('web', { number: 80 })),
  ];
  const { routes, problems } = planProxy([younger, older], sources);
  expect(routes.map(({ name }) => name)).toEqual(['team_older_default']);
  expect(problems.get('younger')?.map(({ reason }) => reason)).toEqual(['BackendNotFound', 'PathTaken']);
});

test('without Ingresses the configuration tells its revision and nothing else', () => {
  expect(formatConfiguration(planProxy([], sources), 7)).toBe(
    'http:\n  middlewares:\n    flotilla-revision:\n      headers:\n        customRequestHeaders:\n          X-Flotilla-Revision: "7"\n',
  );
});
