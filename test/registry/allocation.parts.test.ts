import type { Service, ServiceSpec } from '@flotilla/kinds/core/v1';
import type { IPAddress } from '@flotilla/kinds/networking/v1';
import { isStatus } from '@flotilla/machinery';
import { createDice, type Dice } from '@flotilla/process/testing';
import { resourceType } from '@flotilla/registry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Plane, startPlane } from './plane.ts';

const Services = resourceType<Service>('v1', 'Service');
const Addresses = resourceType<IPAddress>('networking.k8s.io/v1', 'IPAddress');

/** Few names, addresses and ports for many writers, so that they meet. */
const NAMES = Array.from({ length: 10 }, (_, index) => `service-${index}`);
const WISHED_ADDRESSES = ['10.96.0.31', '10.96.0.32', '10.96.0.33'];
const WISHED_PORTS = [30_031, 30_032, 30_033];
const WRITERS = 8;
const WRITES = 40;

let plane: Plane;

beforeEach(async () => {
  plane = await startPlane();
});
afterEach(() => plane.stop());

const pick = <T>(dice: Dice, values: readonly T[]): T | undefined => values[dice(values.length)];

function randomSpec(dice: Dice): ServiceSpec {
  const type = pick(dice, ['ClusterIP', 'NodePort', 'NodePort', 'LoadBalancer', 'ExternalName']) ?? '';
  if (type === 'ExternalName') return { type, externalName: 'example.org' };
  const isPublished = type !== 'ClusterIP';
  const nodePort = isPublished && dice(2) === 0 ? pick(dice, WISHED_PORTS) : undefined;
  const clusterIP = dice(3) === 0 ? pick(dice, WISHED_ADDRESSES) : undefined;
  return { type, ports: [{ port: 80, nodePort }], ...(clusterIP === undefined ? {} : { clusterIP }) };
}

async function write(dice: Dice): Promise<void> {
  const { client } = plane;
  const target = { namespace: 'default', name: pick(dice, NAMES) ?? '' };
  const chance = dice(10);
  if (chance < 3) await client.delete(Services, target);
  else if (chance < 7) {
    await client.create(Services, { apiVersion: 'v1', kind: 'Service', metadata: target, spec: randomSpec(dice) });
  } else {
    const next = randomSpec(dice);
    await client.update(Services, target, (present) => {
      const { clusterIP, clusterIPs } = present.spec ?? {};
      present.spec = { ...next, ...(next.type === 'ExternalName' ? {} : { clusterIP, clusterIPs }) };
    });
  }
}

/** Writers ask for what others have: they are refused, and nothing worse. */
async function writeMany(dice: Dice): Promise<void> {
  for (let each = 0; each < WRITES; each++) {
    await write(dice).catch((error: unknown) => {
      if (!isStatus(error, 'AlreadyExists', 'Invalid', 'NotFound')) throw error;
    });
  }
}

async function allOf<T>(type: { apiVersion: string; kind: string; objects?: T }): Promise<T[]> {
  const kind = plane.registry.kinds.byKind(type.apiVersion, type.kind);
  if (kind === undefined) throw new Error(`no kind ${type.kind}`);
  const cache = await plane.registry.newestCache(kind);
  return [...cache.list()].map((entry) => entry.object() as T);
}

const isFree = async (nodePort: number): Promise<boolean> => {
  const target = { namespace: 'default', name: 'probe' };
  const spec = { type: 'NodePort', ports: [{ port: 80, nodePort }] };
  try {
    await plane.client.create(Services, { apiVersion: 'v1', kind: 'Service', metadata: target, spec });
  } catch (error) {
    if (isStatus(error, 'Invalid')) return false;
    throw error;
  }
  return plane.client.delete(Services, target);
};

test.each([1, 2, 3])(
  'whatever many writers do, addresses and node ports are one Service’s each (seed %i)',
  async (seed) => {
    const writers = Array.from({ length: WRITERS }, (_, index) => createDice(seed * 1000 + index));
    await Promise.all(writers.map(writeMany));
    const services = await allOf<Service>(Services);
    const held = services.flatMap(({ metadata, spec }) =>
      (spec?.clusterIPs ?? []).map((address) => `${address} ${metadata.name}`),
    );
    const given = (await allOf<IPAddress>(Addresses)).map(
      ({ metadata, spec }) => `${metadata.name} ${spec.parentRef.name}`,
    );
    expect(given.toSorted()).toEqual(held.toSorted());
    const ports = services.flatMap(({ spec }) => (spec?.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []));
    expect(new Set(ports).size).toBe(ports.length);
    for (const port of WISHED_PORTS) expect(await isFree(port)).toBe(!ports.includes(port));
  },
);
