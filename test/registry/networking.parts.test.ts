import type { Endpoints, Service, ServiceSpec } from '@flotilla/kinds/core/v1';
import type { Ingress, IngressClass, IPAddress, ServiceCIDR } from '@flotilla/kinds/networking/v1';
import { isStatus } from '@flotilla/machinery';
import { resourceType } from '@flotilla/registry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Plane, startPlane } from './plane.ts';

const Services = resourceType<Service>('v1', 'Service');
const Addresses = resourceType<IPAddress>('networking.k8s.io/v1', 'IPAddress');
const AllEndpoints = resourceType<Endpoints>('v1', 'Endpoints');
const Ingresses = resourceType<Ingress>('networking.k8s.io/v1', 'Ingress');
const IngressClasses = resourceType<IngressClass>('networking.k8s.io/v1', 'IngressClass');
const Ranges = resourceType<ServiceCIDR>('networking.k8s.io/v1', 'ServiceCIDR');

let plane: Plane;

beforeAll(async () => {
  plane = await startPlane();
});

afterAll(() => plane?.stop());

const named = (name: string) => ({ namespace: 'default', name });

function service(name: string, spec: ServiceSpec = {}): Service {
  const all = { selector: { app: name }, ports: [{ port: 80 }], ...spec };
  return { apiVersion: 'v1', kind: 'Service', metadata: named(name), spec: all };
}

const create = (name: string, spec?: ServiceSpec) => plane.client.create(Services, service(name, spec));
const refusal = (work: Promise<unknown>) => work.then(() => 'accepted', String);
const nodePortsOf = ({ spec }: Service) => (spec?.ports ?? []).map(({ nodePort }) => nodePort);

async function parentOf(address: string | undefined): Promise<string | undefined> {
  const found = await plane.client.get(Addresses, { name: address ?? '' });
  return found?.spec.parentRef.name;
}

test('a Service is answered with an address that is its own, and gives it back as it goes', async () => {
  const { spec } = await create('plain');
  expect(spec).toMatchObject({
    type: 'ClusterIP',
    clusterIPs: [spec?.clusterIP],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
    sessionAffinity: 'None',
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
  });
  expect(await parentOf(spec?.clusterIP)).toBe('plain');
  await plane.client.delete(Services, named('plain'));
  expect(await parentOf(spec?.clusterIP)).toBeUndefined();
});

test('a headless one and an ExternalName have no address', async () => {
  expect((await create('headless', { clusterIP: 'None' })).spec).toMatchObject({ clusterIPs: ['None'] });
  const { spec } = await create('alias', { type: 'ExternalName', externalName: 'example.org', ports: [] });
  expect(spec?.clusterIP).toBeUndefined();
});

test('many that come at once have different addresses and node ports', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `many-${index}`);
  const made = await Promise.all(names.map((name) => create(name, { type: 'NodePort' })));
  expect(new Set(made.map(({ spec }) => spec?.clusterIP)).size).toBe(60);
  expect(new Set(made.flatMap(nodePortsOf)).size).toBe(60);
  for (const name of names) await plane.client.delete(Services, named(name));
});

test('of many that ask for one address or one port of the nodes, one has it', async () => {
  const wish = { clusterIP: '10.96.0.77', type: 'NodePort', ports: [{ port: 80, nodePort: 30077 }] };
  const names = Array.from({ length: 8 }, (_, index) => `wish-${index}`);
  const outcomes = await Promise.allSettled(names.map((name) => create(name, wish)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(isStatus(outcome.reason, 'Invalid')).toBe(true);
  }
  for (const name of names) await plane.client.delete(Services, named(name));
});

test('what cannot be given is refused in the reference’s words', async () => {
  await create('holder', { clusterIP: '10.96.0.78', type: 'NodePort', ports: [{ port: 80, nodePort: 30078 }] });
  expect(await refusal(create('late', { clusterIP: '10.96.0.78' }))).toContain(
    'Service "late" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.78"]: failed to allocate IP 10.96.0.78: provided IP is already allocated',
  );
  expect(await refusal(create('far', { clusterIP: '192.168.0.1' }))).toContain(
    'failed to allocate IP 192.168.0.1: the provided network does not match the current range',
  );
  expect(await refusal(create('edge', { clusterIP: '10.96.0.0' }))).toContain(
    'failed to allocate IP 10.96.0.0: the provided network does not match the current range',
  );
  const port = (nodePort: number) => ({ type: 'NodePort', ports: [{ port: 80, nodePort }] });
  expect(await refusal(create('late', port(30078)))).toContain(
    'Service "late" is invalid: spec.ports[0].nodePort: Invalid value: 30078: provided port is already allocated',
  );
  expect(await refusal(create('low', port(80)))).toContain(
    'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
  );
  await plane.client.delete(Services, named('holder'));
  expect((await create('late', { clusterIP: '10.96.0.78', ...port(30078) })).spec?.clusterIP).toBe('10.96.0.78');
});

test('an update keeps what its Service has, and a change of type takes it back', async () => {
  const before = await create('moving', { type: 'NodePort', ports: [{ port: 53, name: 'a' }] });
  const address = before.spec?.clusterIP;
  const [nodePort] = nodePortsOf(before);
  const put = (spec: ServiceSpec) =>
    plane.client.update(Services, named('moving'), (present) => {
      present.spec = { ...service('moving').spec, ...spec };
    });
  const kept = await put({
    type: 'NodePort',
    ports: [
      { port: 53, name: 'a' },
      { port: 54, name: 'b' },
    ],
  });
  expect(kept.spec?.clusterIP).toBe(address);
  expect(nodePortsOf(kept)[0]).toBe(nodePort);
  expect(nodePortsOf(kept)[1]).toBeGreaterThanOrEqual(30_000);
  const outside = await plane.client.update(Services, named('moving'), ({ spec }) => {
    Object.assign(spec ?? {}, { type: 'ExternalName', externalName: 'example.org' });
  });
  expect(outside.spec?.clusterIP).toBeUndefined();
  expect(await parentOf(address)).toBeUndefined();
  const other = await create('other', { type: 'NodePort', clusterIP: address, ports: [{ port: 1, nodePort }] });
  expect(other.spec?.clusterIP).toBe(address);
  const back = await put({ type: 'ClusterIP' });
  expect(await parentOf(back.spec?.clusterIP)).toBe('moving');
});

test('an address never changes', async () => {
  const { spec } = await create('fixed');
  const move = plane.client.update(Services, named('fixed'), (present) => {
    present.spec = { ...present.spec, clusterIP: '10.96.0.99', clusterIPs: ['10.96.0.99'] };
  });
  expect(await refusal(move)).toContain('spec.clusterIPs[0]: Invalid value: ["10.96.0.99"]: may not change once set');
  expect(await parentOf('10.96.0.99')).toBeUndefined();
  expect(await parentOf(spec?.clusterIP)).toBe('fixed');
});

test('a dry run gives out nothing', async () => {
  const kind = plane.registry.kinds.byKind('v1', 'Service');
  if (kind === undefined) throw new Error('no Service');
  const context = {
    user: { name: 'admin', groups: ['system:masters'] },
    fieldManager: 'test',
    requestId: 'dry',
    dryRun: true,
    warn: () => undefined,
  };
  const object = { ...service('dry', { type: 'NodePort' }) };
  const written = await plane.registry.create({ target: { kind, ...named('') }, object, context });
  const { spec } = written.object as unknown as Service;
  expect(spec?.clusterIP).toMatch(/^10\./);
  expect(await parentOf(spec?.clusterIP)).toBeUndefined();
  const nodePort = spec?.ports?.[0]?.nodePort;
  await create('wet', { clusterIP: spec?.clusterIP, type: 'NodePort', ports: [{ port: 80, nodePort }] });
});

test('ServiceCIDRs add to the range', async () => {
  await plane.client.create(Ranges, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'more' },
    spec: { cidrs: ['10.200.0.0/24'] },
  });
  expect((await create('added', { clusterIP: '10.200.0.9' })).spec?.clusterIP).toBe('10.200.0.9');
});

test('its Endpoints go with a Service', async () => {
  await create('followed');
  await plane.client.create(AllEndpoints, { apiVersion: 'v1', kind: 'Endpoints', metadata: named('followed') });
  await plane.client.delete(Services, named('followed'));
  expect(await plane.client.get(AllEndpoints, named('followed'))).toBeUndefined();
});

test('an Ingress that names no class has the default one', async () => {
  const annotations = { 'ingressclass.kubernetes.io/is-default-class': 'true' };
  const ofType = (kind: string, name: string) => ({ apiVersion: 'networking.k8s.io/v1', kind, metadata: { name } });
  await plane.client.create(IngressClasses, {
    ...ofType('IngressClass', 'usual'),
    metadata: { name: 'usual', annotations },
    spec: { controller: 'example.org/ingress' },
  });
  const defaultBackend = { service: { name: 'web', port: { number: 80 } } };
  const ingress = (name: string, ingressClassName?: string): Ingress => ({
    ...ofType('Ingress', name),
    metadata: named(name),
    spec: { defaultBackend, ...(ingressClassName === undefined ? {} : { ingressClassName }) },
  });
  expect((await plane.client.create(Ingresses, ingress('a'))).spec?.ingressClassName).toBe('usual');
  expect((await plane.client.create(Ingresses, ingress('b', 'other'))).spec?.ingressClassName).toBe('other');
});
