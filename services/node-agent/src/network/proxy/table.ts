import { type Chain, chainName, chainOf } from './chains.ts';
import { type Element, elementsOf, SET_TYPES, type SetName } from './elements.ts';
import type { Front } from './front.ts';

/** What must change in the table of the kernel. */
export interface TableDelta {
  readonly chains: readonly Chain[];
  readonly remove: readonly Element[];
  readonly add: readonly Element[];
}

type Held = Map<string, Map<string, string>>;

/**
 * The table as it should be in the kernel. Two Services may claim one element, a Pod of both for instance: it is there
 * until both have let go, and where they contradict each other the first one counts.
 */
export class Table {
  readonly #sets: Record<SetName, Held> = {
    services: new Map(),
    endpoints: new Map(),
    node_ports: new Map(),
    node_port_endpoints: new Map(),
    refused: new Map(),
    refused_node_ports: new Map(),
    hairpin: new Map(),
  };
  readonly #fronts = new Map<string, readonly Front[]>();
  readonly #chains = new Map<string, Chain>();

  get chains(): readonly Chain[] {
    return [...this.#chains.values()];
  }

  /** The fronts that a Service had when it was last replaced. */
  frontsOf(path: string): readonly Front[] {
    return this.#fronts.get(path) ?? [];
  }

  paths(): string[] {
    return [...this.#fronts.keys()];
  }

  /** Everything of one set. */
  elements(set: SetName): Element[] {
    return [...this.#sets[set].keys()].flatMap((key) => this.#effective(set, key) ?? []);
  }

  /** Replaces what these Services have, all at once. */
  replace(services: ReadonlyMap<string, readonly Front[]>): TableDelta {
    const touched = new Map<string, { set: SetName; key: string; before: Element | undefined }>();
    const touch = ({ set, key }: Element) => {
      const id = `${set} ${key}`;
      if (!touched.has(id)) touched.set(id, { set, key, before: this.#effective(set, key) });
    };
    const known = new Set(this.#chains.keys());
    for (const [path, fronts] of services) {
      for (const element of this.frontsOf(path).flatMap(elementsOf)) {
        touch(element);
        this.#release(path, element);
      }
      for (const element of fronts.flatMap(elementsOf)) {
        touch(element);
        this.#claim(path, element);
      }
      if (fronts.length === 0) this.#fronts.delete(path);
      else this.#fronts.set(path, fronts);
      for (const front of fronts) this.#know(front);
    }
    const changes = [...touched.values()].map(({ set, key, before }) => ({ before, after: this.#effective(set, key) }));
    const differing = changes.filter(({ before, after }) => before?.value !== after?.value);
    return {
      chains: this.chains.filter((chain) => !known.has(chainName(chain))),
      remove: differing.flatMap(({ before }) => before ?? []),
      add: differing.flatMap(({ after }) => after ?? []),
    };
  }

  #effective(set: SetName, key: string): Element | undefined {
    const [value] = this.#sets[set].get(key)?.values() ?? [];
    return value === undefined ? undefined : { set, key, value };
  }

  #claim(path: string, { set, key, value }: Element): void {
    const claims = this.#sets[set].get(key) ?? new Map<string, string>();
    this.#sets[set].set(key, claims.set(path, value));
  }

  #release(path: string, { set, key }: Element): void {
    const claims = this.#sets[set].get(key);
    claims?.delete(path);
    if (claims?.size === 0) this.#sets[set].delete(key);
  }

  #know(front: Front): void {
    if (front.backends.length === 0) return;
    const chain = chainOf(front);
    this.#chains.set(chainName(chain), chain);
  }
}

export const SET_NAMES = Object.keys(SET_TYPES) as SetName[];
