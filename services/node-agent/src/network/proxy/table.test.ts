import { expect, test } from 'vitest';
import { backendKey } from './backend.ts';
import type { Front } from './front.ts';
import { placed } from './slots.ts';
import { SET_NAMES, Table } from './table.ts';

/** A generator of the same numbers each time: mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const backend = (number: number) => ({ address: `10.0.0.${number}`, port: 80, local: number % 2 === 0 });
const some = (next: () => number, most: number) =>
  Array.from({ length: most }, (_, number) => number).filter(() => next() < 0.5);

test('backends stand in slots without a gap, and as many as can keep theirs', () => {
  for (let seed = 0; seed < 200; seed++) {
    const next = random(seed);
    const before = some(next, 8).map(backend);
    const now = some(next, 8).map(backend);
    const slots = placed(before, now);
    expect(slots.map(backendKey).toSorted()).toEqual(now.map(backendKey).toSorted());
    for (const [slot, old] of before.entries()) {
      const stays = now.some((one) => backendKey(one) === backendKey(old));
      if (stays && slot < now.length) expect(slots[slot]).toEqual(old);
    }
  }
});

/** What a kernel holds that did as it was told; it refuses what nft would. */
function createHeld() {
  const sets = new Map(SET_NAMES.map((name) => [name, new Map<string, string>()]));
  return {
    sets,
    apply({ remove, add }: ReturnType<Table['replace']>) {
      for (const { set, key } of remove) expect(sets.get(set)?.delete(key)).toBe(true);
      for (const { set, key, value } of add) {
        expect(sets.get(set)?.has(key)).toBe(false);
        sets.get(set)?.set(key, value);
      }
    },
  };
}

/** Services of few addresses and ports, so that they contradict each other. */
function someFronts(next: () => number): Front[] {
  return some(next, 3).map((number) => ({
    ...(next() < 0.7 && { address: `10.96.0.${number}` }),
    protocol: 'TCP',
    port: 80,
    masked: next() < 0.5,
    backends: some(next, 4).map(backend),
    ...(next() < 0.2 && { affinitySeconds: 60 }),
  }));
}

test('a table that is brought along by differences is the one that is made anew', () => {
  for (let seed = 0; seed < 60; seed++) {
    const next = random(seed);
    const table = new Table();
    const held = createHeld();
    for (let round = 0; round < 12; round++) {
      const paths = some(next, 5).map((number) => `default/s${number}`);
      const changed = new Map(paths.map((path) => [path, unlike(someFronts(next))]));
      held.apply(table.replace(changed));
    }
    for (const set of SET_NAMES) {
      const wanted = table.elements(set).map(({ key, value }) => [key, value] as const);
      expect(held.sets.get(set)).toEqual(new Map(wanted));
    }
    const all = new Map(table.paths().map((path) => [path, [] as Front[]]));
    held.apply(table.replace(all));
    for (const set of SET_NAMES) expect(held.sets.get(set)?.size).toBe(0);
  }
});

/** A Service has each of its fronts once. */
function unlike(fronts: readonly Front[]): Front[] {
  return [...new Map(fronts.map((front) => [front.address ?? '', front])).values()];
}

test('of two Services with one address the first counts, and the other when it has gone', () => {
  const front = (number: number): Front[] => [
    { address: '10.96.0.1', protocol: 'TCP', port: 80, masked: false, backends: [backend(number)] },
  ];
  const table = new Table();
  const target = () => table.elements('endpoints').map(({ value }) => value);
  table.replace(new Map([['default/a', front(1)]]));
  table.replace(new Map([['default/b', front(3)]]));
  expect(target()).toEqual(['10.0.0.1 . 80']);
  table.replace(new Map([['default/a', []]]));
  expect(target()).toEqual(['10.0.0.3 . 80']);
});

test('a Service without backends refuses, and answers again when it has some', () => {
  const front = (backends: Front['backends']): Front => ({ protocol: 'UDP', port: 30053, masked: true, backends });
  const table = new Table();
  table.replace(new Map([['default/a', [front([])]]]));
  expect(table.elements('refused_node_ports')).toEqual([{ set: 'refused_node_ports', key: 'udp . 30053', value: '' }]);
  const { chains, remove, add } = table.replace(new Map([['default/a', [front([backend(1)])]]]));
  expect(chains).toHaveLength(1);
  expect(remove.map(({ set }) => set)).toEqual(['refused_node_ports']);
  expect(add.map(({ set }) => set)).toEqual(['node_ports', 'node_port_endpoints']);
});
