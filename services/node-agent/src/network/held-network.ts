import type {
  NetworkEndpointSlice,
  NetworkMessage,
  NetworkNode,
  NetworkService,
  NetworkSyncMessage,
} from '@flotilla/bus';

/** What changed: Services by `namespace/name`, also where only their endpoints did. */
export interface NetworkChange {
  readonly services: ReadonlySet<string>;
  readonly nodes: boolean;
}

/** Services, their endpoints and the other nodes, as far as this node has been told. */
export interface Network {
  /** Whether everything has been received at least once. */
  readonly complete: boolean;
  /** All changes of EndpointSlices up to this revision are in. */
  readonly endpointRevision: number;
  /** What every reader of endpoints that is alive has loaded. */
  readonly loadedRevision: number;
  readonly services: ReadonlyMap<string, NetworkService>;
  readonly nodes: ReadonlyMap<string, NetworkNode>;
  /** Of the Service of this path. */
  slicesOf(path: string): readonly NetworkEndpointSlice[];
}

/** The same, as messages fill it. */
export class HeldNetwork implements Network {
  readonly services = new Map<string, NetworkService>();
  readonly nodes = new Map<string, NetworkNode>();
  readonly #slices = new Map<string, NetworkEndpointSlice>();
  readonly #slicesByService = new Map<string, Set<string>>();
  complete = false;
  endpointRevision = 0;
  loadedRevision = 0;

  slicesOf(path: string): NetworkEndpointSlice[] {
    return [...(this.#slicesByService.get(path) ?? [])].flatMap((key) => this.#slices.get(key) ?? []);
  }

  /** What the gateway must know of it to send no more than the difference. */
  revisions(): NetworkSyncMessage {
    const of = (objects: ReadonlyMap<string, { revision: number }>) =>
      Object.fromEntries([...objects].map(([key, { revision }]) => [key, revision]));
    return { services: of(this.services), endpointSlices: of(this.#slices), nodes: of(this.nodes) };
  }

  apply({ put, drop, endpointRevision, loadedRevision }: NetworkMessage): NetworkChange {
    const changed = new Set<string>();
    for (const service of put.services ?? []) {
      this.services.set(pathOf(service), service);
      changed.add(pathOf(service));
    }
    for (const path of drop.services ?? []) {
      this.services.delete(path);
      changed.add(path);
    }
    for (const slice of put.endpointSlices ?? []) this.#change(pathOf(slice), slice, changed);
    for (const key of drop.endpointSlices ?? []) this.#change(key, undefined, changed);
    for (const node of put.nodes ?? []) this.nodes.set(node.name, node);
    for (const name of drop.nodes ?? []) this.nodes.delete(name);
    this.endpointRevision = Math.max(this.endpointRevision, endpointRevision);
    this.loadedRevision = loadedRevision;
    return { services: changed, nodes: (put.nodes ?? []).length + (drop.nodes ?? []).length > 0 };
  }

  /** Its Service may be another than before. */
  #change(key: string, after: NetworkEndpointSlice | undefined, changed: Set<string>): void {
    const before = this.#slices.get(key);
    if (before !== undefined) {
      const path = servicePathOf(before);
      this.#slicesByService.get(path)?.delete(key);
      changed.add(path);
    }
    if (after === undefined) {
      this.#slices.delete(key);
      return;
    }
    const path = servicePathOf(after);
    this.#slices.set(key, after);
    this.#slicesByService.set(path, (this.#slicesByService.get(path) ?? new Set()).add(key));
    changed.add(path);
  }
}

function pathOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function servicePathOf({ namespace, service }: NetworkEndpointSlice): string {
  return `${namespace}/${service}`;
}
