import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import {
  type CertifiedKey,
  createCertificateAuthority,
  findTraefik,
  formatTraefikConfig,
  hostAddresses,
  issueCertificate,
  pickFreePort,
} from '@flotilla/cli/testing';
import { createIngress } from '@flotilla/ingress';
import type { Event, Secret, Service } from '@flotilla/kinds/core/v1';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import type { Ingress, IngressSpec } from '@flotilla/kinds/networking/v1';
import { startServerProcess } from '@flotilla/process/testing';
import { resourceType } from '@flotilla/registry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { Events, Namespaces, namespace } from './objects.ts';
import { startWorld, type World } from './world.ts';

const EndpointSlices = resourceType<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice');
const Ingresses = resourceType<Ingress>('networking.k8s.io/v1', 'Ingress');
const Secrets = resourceType<Secret>('v1', 'Secret');
const Services = resourceType<Service>('v1', 'Service');

const traefik = findTraefik();
const address = hostAddresses().find((each) => !each.startsWith('127.')) ?? '';
const folder = mkdtempSync(join(tmpdir(), 'flotilla-ingress-'));
const closing: (() => unknown)[] = [];
const loaded: number[] = [];
let world: World;
let ports: { http: number; https: number };

async function startProxy(program: string): Promise<string> {
  const [http, https, api] = [await pickFreePort(), await pickFreePort(), await pickFreePort()];
  ports = { http, https };
  const url = `http://127.0.0.1:${api}`;
  const configuration = join(folder, 'traefik.yml');
  mkdirSync(join(folder, 'routes'));
  const place = {
    address,
    dynamicFile: join(folder, 'routes/routes.yml'),
    api: { listenHost: '127.0.0.1', port: api, url },
  };
  writeFileSync(configuration, formatTraefikConfig({ ...place, httpPort: http, httpsPort: https }));
  const server = await startServerProcess([program, `--configFile=${configuration}`], 'WRN');
  closing.push(() => server.kill());
  await until('Traefik answers', async () => (await answerOf('any.example')) !== undefined || undefined);
  return url;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What the proxy answers to a request for this host; undefined where it does not. */
function answerOf(host: string, path = '/'): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port: ports.http, path, headers: { host }, agent: false }, (response) => {
      void text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.once('error', () => resolve(undefined));
    sent.end();
  });
}

const answers = (host: string, path: string, wanted: Partial<Answer>) =>
  until(`${host}${path} answers ${JSON.stringify(wanted)}`, async () => {
    const answer = await answerOf(host, path);
    return answer !== undefined && Object.entries(wanted).every(([key, value]) => answer[key as keyof Answer] === value)
      ? answer
      : undefined;
  });

/** A Service of this name with one endpoint, a server that answers with the name. */
async function serve(name: string): Promise<Server> {
  const server = createServer((_, response) => response.end(name)).listen(0, address);
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  await world.client.create(Services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'team', name },
    spec: { ports: [{ port: 80, targetPort: port }] },
  });
  await world.client.create(EndpointSlices, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace: 'team', name: `${name}-1`, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: [{ name: '', port, protocol: 'TCP' }],
  });
  return server;
}

const backend = (name: string) => ({ service: { name, port: { number: 80 } } });

const rule = (host: string, name: string, path = '/') => ({
  host,
  http: { paths: [{ path, pathType: 'Prefix', backend: backend(name) }] },
});

function ingress(name: string, spec: IngressSpec) {
  return world.client.create(Ingresses, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { namespace: 'team', name },
    spec: { ingressClassName: 'traefik', ...spec },
  });
}

const tlsSecret = (name: string, { certificate, key }: CertifiedKey): Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace: 'team', name },
  type: 'kubernetes.io/tls',
  data: { 'tls.crt': btoa(certificate), 'tls.key': btoa(key) },
});

/** The names of the certificate that is shown to who asks for this host. */
function shownTo(servername: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port: ports.https, servername, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subjectaltname);
      socket.end();
    });
    socket.once('error', reject);
  });
}

describe.skipIf(traefik === undefined)('on a real Traefik', () => {
  beforeAll(async () => {
    world = await startWorld();
    closing.push(() => world.stop());
    await world.client.create(Namespaces, namespace('kube-system'));
    await world.client.create(Namespaces, namespace('team'));
    const apiUrl = await startProxy(traefik ?? '');
    const { deps } = await world.process();
    const service = createIngress(
      { ...deps, loaded: (revision) => loaded.push(revision) },
      { file: join(folder, 'routes/routes.yml'), apiUrl, address },
    );
    await service.start();
    closing.push(() => service.stop());
  });

  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
    rmSync(folder, { recursive: true });
  });

  test('hosts and paths reach their Services, and the rest the default backend', async () => {
    for (const name of ['red', 'blue', 'green', 'rest']) await serve(name);
    await ingress('routes', { rules: [rule('red.example', 'red'), rule('*.blue.example', 'blue')] });
    await ingress('path', { rules: [rule('red.example', 'green', '/green')], defaultBackend: backend('rest') });
    await answers('red.example', '/', { body: 'red' });
    await answers('red.example', '/green/field', { body: 'green' });
    await answers('red.example', '/greenish', { body: 'red' });
    await answers('sky.blue.example', '/', { body: 'blue' });
    await answers('unheard.example', '/', { body: 'rest' });
    const { status } = await world.until(
      Ingresses,
      'team/routes',
      (one) => one.status?.loadBalancer?.ingress !== undefined,
    );
    expect(status?.loadBalancer).toEqual({ ingress: [{ ip: address }] });
  });

  test('each host is shown its own certificate', async () => {
    const authority = await createCertificateAuthority('test');
    for (const host of ['one.example', 'two.example']) {
      const certificate = await issueCertificate(authority, { subject: `CN=${host}`, use: 'server', names: [host] });
      await world.client.create(Secrets, tlsSecret(host, certificate));
    }
    const tls = ['one.example', 'two.example'].map((host) => ({ hosts: [host], secretName: host }));
    await ingress('tls', { tls, rules: [rule('one.example', 'red'), rule('two.example', 'red')] });
    for (const host of ['one.example', 'two.example']) {
      await until(`${host} shows its certificate`, async () => (await shownTo(host)) === `DNS:${host}` || undefined);
    }
  });

  test('a change of endpoints is told as loaded once the proxy acts by it', async () => {
    await serve('leaving');
    await ingress('leaving', { rules: [rule('leaving.example', 'leaving')] });
    await answers('leaving.example', '/', { body: 'leaving' });
    const slice = await world.client.update(EndpointSlices, { namespace: 'team', name: 'leaving-1' }, (present) => {
      for (const endpoint of present.endpoints ?? []) endpoint.conditions = { ready: false };
    });
    const revision = Number(slice.metadata.resourceVersion);
    await until('the revision is loaded', async () => loaded.some((each) => each >= revision) || undefined);
    expect(await answerOf('leaving.example')).toMatchObject({ status: 503 });
  });

  test('what cannot be served is told in Events, and is served once its cause has gone', async () => {
    await world.client.create(Secrets, {
      ...tlsSecret('broken', { certificate: 'none', key: 'none' }),
      type: 'Opaque',
    });
    await ingress('early', { tls: [{ secretName: 'broken' }], rules: [rule('early.example', 'late')] });
    const told = await until('both problems are told', async () => {
      const cache = await world.client.cache(Events);
      const events = [...cache.list('team')].map((entry) => entry.object() as unknown as Event);
      const own = events.filter(({ involvedObject }) => involvedObject.name === 'early');
      return own.length >= 2 ? own.map(({ reason }) => reason).toSorted() : undefined;
    });
    expect(told).toEqual(['BackendNotFound', 'InvalidCertificate']);
    await answers('early.example', '/', { status: 503 });
    await serve('late');
    await answers('early.example', '/', { body: 'late' });
  });
});
