import type { MailedObject, PodName } from '@flotilla/bus';
import { createInformer, type Informer, type InformerDeps } from '@flotilla/controller';
import { localVolumes } from '@flotilla/kinds';
import type { ConfigMap, Node, PersistentVolume, PersistentVolumeClaim, Pod, Secret } from '@flotilla/kinds/core/v1';
import { type Entry, type Registry, resourceType } from '@flotilla/registry';
import type { Store } from '@flotilla/store';
import type { Holdings, Part } from './difference.ts';
import { type References, referencesOf } from './references.ts';

export const Pods = resourceType<Pod>('v1', 'Pod');
export const Nodes = resourceType<Node>('v1', 'Node');
const ConfigMaps = resourceType<ConfigMap>('v1', 'ConfigMap');
const Secrets = resourceType<Secret>('v1', 'Secret');
const Claims = resourceType<PersistentVolumeClaim>('v1', 'PersistentVolumeClaim');
export const Volumes = resourceType<PersistentVolume>('v1', 'PersistentVolume');

/** What is kept of a Pod: the rest is read from the watch cache when it is sent. */
interface PodPlace {
  readonly path: string;
  readonly uid: string;
  readonly revision: number;
  readonly node: string;
  readonly references: References;
}

interface Version {
  readonly revision: number;
}

interface ClaimPlace extends Version {
  /** Empty while the claim has none. */
  readonly volume: string;
}

interface VolumePlace extends Version {
  readonly name: string;
  /** Whose disk it was made on; empty for all others. */
  readonly node: string;
  readonly claim: string;
}

/** An object as it goes to a node, and about how long its JSON is. */
export interface Letter {
  readonly mailed: MailedObject;
  readonly bytes: number;
}

/** What every node should hold, as the caches have it. */
export interface Wanted {
  readonly informers: readonly Informer<unknown>[];
  /** Resolves when the caches have all that had been committed at the call: a late cache would take Pods from nodes. */
  upToDate(): Promise<void>;
  /** The same of the nodes' own objects alone. */
  nodesUpToDate(): Promise<void>;
  of(node: string): Holdings;
  /** The object as it is to be sent; undefined where it has gone meanwhile. */
  object(part: Part, key: string): Promise<Letter | undefined>;
  nodeObject(node: string): Promise<MailedObject | undefined>;
  /** Whether this Pod is there, and on this node. */
  isOn(node: string, pod: PodName): boolean;
  /** Tells which nodes are concerned by each change; returns what ends it. */
  onChange(listener: (nodes: readonly string[]) => void): () => void;
}

export type WantedDeps = InformerDeps & { readonly store: Pick<Store, 'resourceRevision'> };

export function createWanted(deps: WantedDeps): Wanted {
  const pods = createInformer(deps, Pods, { project: placeOf, indices: POD_INDICES });
  const nodes = createInformer(deps, Nodes, { project: versionOf });
  const configMaps = createInformer(deps, ConfigMaps, { project: versionOf });
  const secrets = createInformer(deps, Secrets, { project: versionOf });
  const claims = createInformer(deps, Claims, { project: claimPlaceOf });
  const volumes = createInformer(deps, Volumes, { project: volumePlaceOf, indices: VOLUME_INDICES });
  const informers = [pods, nodes, configMaps, secrets, claims, volumes];
  const traces = new Map<string, string>();
  const caughtUp = async (informer: Informer<unknown>): Promise<void> =>
    informer.caughtUp(await deps.store.resourceRevision(informer.resource));
  return {
    informers,
    async upToDate() {
      await Promise.all(informers.map(caughtUp));
    },
    nodesUpToDate: () => caughtUp(nodes),
    of(node) {
      const own = pods.under('node', node);
      const named = (part: keyof References, informer: Informer<Version>): Map<string, number> =>
        versions(
          informer,
          own.flatMap(({ references }) => references[part]),
        );
      const bound = own.flatMap(({ references }) => references.claims.map((path) => claims.get(path)?.volume ?? ''));
      const kept = volumes.under('node', node).map(({ name }) => name);
      return {
        pods: new Map(own.map(({ uid, revision }) => [uid, revision])),
        configMaps: named('configMaps', configMaps),
        secrets: named('secrets', secrets),
        claims: named('claims', claims),
        volumes: versions(volumes, [...bound, ...kept]),
        node: nodes.get(node)?.revision ?? 0,
      };
    },
    async object(part, key) {
      if (part !== 'pods')
        return letter(await entryOf(deps.registry, { configMaps, secrets, claims, volumes }[part], key));
      const path = pods.under('uid', key)[0]?.path;
      if (path === undefined) return undefined;
      const entry = await entryOf(deps.registry, pods, path);
      return entry?.uid === key ? letter(entry, traces.get(path)) : undefined;
    },
    nodeObject: async (node) => letter(await entryOf(deps.registry, nodes, node))?.mailed,
    isOn(node, { namespace, name, uid }) {
      const place = pods.get(`${namespace}/${name}`);
      return place?.node === node && place.uid === uid;
    },
    onChange(listener) {
      const users = (index: string, path: string): string[] => pods.under(index, path).map(({ node }) => node);
      const concerned = ({ node, claim }: VolumePlace): string[] => [
        ...(node === '' ? [] : [node]),
        ...users('claim', claim),
      ];
      const ends = [
        pods.listen(({ path, before, after, traceparent }) => {
          if (traceparent === undefined || after === undefined || after.node === '') traces.delete(path);
          else traces.set(path, traceparent);
          listener([before?.node ?? '', after?.node ?? ''].filter((node) => node !== ''));
        }),
        nodes.listen(({ path }) => listener([path])),
        configMaps.listen(({ path }) => listener(users('configMap', path))),
        secrets.listen(({ path }) => listener(users('secret', path))),
        claims.listen(({ path }) => listener(users('claim', path))),
        volumes.listen(({ before, after }) =>
          listener([before, after].flatMap((volume) => (volume === undefined ? [] : concerned(volume)))),
        ),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

const onNode = (pod: PodPlace, keys: readonly string[]): readonly string[] => (pod.node === '' ? [] : keys);

const POD_INDICES = {
  node: (pod: PodPlace) => onNode(pod, [pod.node]),
  uid: (pod: PodPlace) => onNode(pod, [pod.uid]),
  configMap: (pod: PodPlace) => onNode(pod, pod.references.configMaps),
  secret: (pod: PodPlace) => onNode(pod, pod.references.secrets),
  claim: (pod: PodPlace) => onNode(pod, pod.references.claims),
};

const VOLUME_INDICES = { node: ({ node }: VolumePlace) => (node === '' ? [] : [node]) };

function placeOf(pod: Pod): PodPlace {
  const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
  const node = pod.spec?.nodeName ?? '';
  const references = node === '' ? { configMaps: [], secrets: [], claims: [] } : referencesOf(pod);
  return { path: `${namespace}/${name}`, uid, node, references, ...versionOf(pod) };
}

function claimPlaceOf(claim: PersistentVolumeClaim): ClaimPlace {
  return { volume: claim.spec?.volumeName ?? '', ...versionOf(claim) };
}

function volumePlaceOf(volume: PersistentVolume): VolumePlace {
  const { name = '', annotations = {} } = volume.metadata;
  const { namespace, name: claim } = volume.spec?.claimRef ?? {};
  return { name, node: annotations[localVolumes.node] ?? '', claim: `${namespace}/${claim}`, ...versionOf(volume) };
}

function versionOf({ metadata }: Pick<Pod, 'metadata'>): Version {
  return { revision: Number(metadata?.resourceVersion) };
}

function versions(informer: Informer<Version>, paths: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const path of paths) {
    const version = informer.get(path);
    if (version !== undefined) found.set(path, version.revision);
  }
  return found;
}

async function entryOf(registry: Registry, { kind }: Informer<unknown>, path: string): Promise<Entry | undefined> {
  return (await registry.cache(kind)).get(path);
}

function letter(entry: Entry | undefined, traceparent?: string): Letter | undefined {
  if (entry === undefined) return undefined;
  const mailed = { revision: entry.revision, object: entry.object() };
  return { mailed: traceparent === undefined ? mailed : { ...mailed, traceparent }, bytes: entry.body.length };
}
