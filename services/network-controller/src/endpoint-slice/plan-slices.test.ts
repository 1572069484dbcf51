import type { Endpoint, EndpointSlice } from '@flotilla/kinds/discovery/v1';
import { createDice } from '@flotilla/process/testing';
import { describe, expect, test } from 'vitest';
import { type EndpointGroup, MOST_ENDPOINTS, planSlices, type SliceStep } from './plan-slices.ts';

const stamp = { labels: { app: 'web' }, annotations: {} };
const ports = [{ name: '', port: 8080, protocol: 'TCP' }];

function endpoint(name: string, ready = true): Endpoint {
  return {
    addresses: [`10.0.0.${name}`],
    conditions: { ready, serving: ready, terminating: false },
    targetRef: { apiVersion: 'v1', kind: 'Pod', name, uid: name },
  };
}

function group(endpoints: Endpoint[], port = 8080): EndpointGroup {
  return { addressType: 'IPv4', ports: [{ name: '', port, protocol: 'TCP' }], endpoints };
}

function slice(name: string, endpoints: Endpoint[], fields: Partial<EndpointSlice> = {}): EndpointSlice {
  const metadata = { name, labels: { app: 'web' } };
  return { apiVersion: 'v1', kind: 'EndpointSlice', metadata, addressType: 'IPv4', ports, endpoints, ...fields };
}

const numbered = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, index) => endpoint(`${from + index}`));

const plan = (groups: EndpointGroup[], present: EndpointSlice[]) =>
  planSlices({ groups, present, stamp, keepsEmpty: true });

test('what is as it should be is left alone', () => {
  expect(plan([group(numbered(0, 3))], [slice('a', numbered(0, 3))])).toEqual([]);
});

test('a Service without endpoints has one empty slice', () => {
  expect(plan([], [])).toMatchObject([{ type: 'create', content: { endpoints: [] } }]);
  expect(plan([], [slice('empty', [], { ports: [] })])).toEqual([]);
  expect(plan([group(numbered(0, 1))], [slice('empty', [], { ports: [] })])).toMatchObject([
    { type: 'create', content: { endpoints: numbered(0, 1) } },
    { type: 'delete', name: 'empty' },
  ]);
});

test('a change of one endpoint changes its slice alone', () => {
  const present = [slice('a', numbered(0, 100)), slice('b', numbered(100, 150))];
  const wanted = [...numbered(0, 7), endpoint('7', false), ...numbered(8, 150)];
  expect(plan([group(wanted)], present)).toMatchObject([{ type: 'update', name: 'a' }]);
});

test('new endpoints go where there is room for all, and into new slices else', () => {
  const present = [slice('a', numbered(0, 100)), slice('b', numbered(100, 150)), slice('c', numbered(150, 180))];
  expect(plan([group(numbered(0, 190))], present)).toMatchObject([{ type: 'update', name: 'b' }]);
  expect(plan([group(numbered(0, 300))], present).map(({ type }) => type)).toEqual(['create', 'create']);
});

test('other ports need other slices', () => {
  const steps = plan([group(numbered(0, 2)), group(numbered(2, 4), 9090)], [slice('a', numbered(0, 4))]);
  expect(steps).toMatchObject([
    { type: 'update', name: 'a', content: { endpoints: numbered(0, 2) } },
    { type: 'create', content: { endpoints: numbered(2, 4) } },
  ]);
});

test('labels follow those of the Service', () => {
  const relabelled = slice('a', numbered(0, 1), { metadata: { name: 'a', labels: { app: 'old' } } });
  expect(plan([group(numbered(0, 1))], [relabelled])).toMatchObject([{ type: 'update', name: 'a' }]);
});

/** Slices as these steps leave them. */
function applied(present: EndpointSlice[], steps: readonly SliceStep[]): EndpointSlice[] {
  const slices = new Map(present.map((each) => [each.metadata.name ?? '', each]));
  for (const [index, step] of steps.entries()) {
    if (step.type === 'delete') slices.delete(step.name);
    else {
      const name =
        step.type === 'update' ? step.name : `new-${present.map(({ metadata }) => metadata.name).join()}-${index}`;
      slices.set(name, slice(name, [...step.content.endpoints], { ports: [...step.content.ports] }));
    }
  }
  return [...slices.values()];
}

describe.each(Array.from({ length: 40 }, (_, seed) => seed))('history %i', (seed) => {
  test('slices hold each endpoint once, none too many, and need nothing more', () => {
    const dice = createDice(seed);
    const alive = new Map<string, Endpoint>();
    let slices: EndpointSlice[] = [];
    for (let round = 0; round < 12; round++) {
      const changes = dice(120);
      for (let each = 0; each < changes; each++) {
        const name = `${dice(400)}`;
        if (dice(5) < 2) alive.delete(name);
        else alive.set(name, endpoint(name, dice(2) === 0));
      }
      const groups = [8080, 9090].map((port) =>
        group(
          [...alive.values()].filter(({ targetRef }) => (Number(targetRef?.name) % 5 === 0) === (port === 9090)),
          port,
        ),
      );
      slices = applied(slices, plan(groups, slices));
      const held = slices.flatMap(({ endpoints = [] }) => endpoints);
      expect(held.map(({ targetRef }) => targetRef?.uid).toSorted()).toEqual([...alive.keys()].toSorted());
      for (const each of held) expect(each).toEqual(alive.get(each.targetRef?.uid ?? ''));
      for (const { endpoints = [] } of slices) expect(endpoints.length).toBeLessThanOrEqual(MOST_ENDPOINTS);
      expect(plan(groups, slices)).toEqual([]);
    }
  });
});
