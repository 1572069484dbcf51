import { readdirSync } from 'node:fs';
import { isAlive, lines, output } from './machine.ts';

/** What one cluster has on this machine, by name. */
export interface Footprint {
  /** The label that its containers bear. */
  readonly owner: string;
  readonly containers: readonly string[];
  /** Its bridge and the cables in it. */
  readonly links: readonly string[];
  readonly tables: readonly string[];
  readonly rules: readonly string[];
  readonly cgroups: readonly string[];
  readonly processes: readonly number[];
}

export interface FootprintOf {
  readonly clusterId: string;
  readonly nodeName: string;
  /** The first address of the node's Pod range, which its bridge has. */
  readonly bridgeAddress: string;
  readonly podUids: readonly string[];
  readonly processes: readonly number[];
}

/** Looks at a cluster that runs. */
export async function takeFootprint(of: FootprintOf): Promise<Footprint> {
  const owner = `flotilla.owner=${of.clusterId}/${of.nodeName}`;
  const [bridge = ''] = (await lines('ip', '-o', '-4', 'addr', 'show', 'to', of.bridgeAddress)).map(
    (line) => line.split(/\s+/)[1] ?? '',
  );
  const mark = bridge.split('-').at(-1) ?? '';
  return {
    owner,
    containers: await containersOf(owner),
    links: [bridge, ...(await linksIn(bridge))],
    tables: (await lines('nft', 'list', 'tables')).filter((line) => line.includes(mark)),
    rules: (await lines('iptables-save')).filter((line) => line.includes(mark)),
    cgroups: cgroupsNamed([mark, ...of.podUids]),
    processes: of.processes.filter(isAlive),
  };
}

/** What of it is there now. */
export async function remainsOf(footprint: Footprint): Promise<Footprint> {
  const links = new Set((await lines('ip', '-o', 'link')).map((line) => line.split(': ')[1]?.split('@')[0] ?? ''));
  const tables = new Set(await lines('nft', 'list', 'tables'));
  const rules = new Set(await lines('iptables-save'));
  const cgroups = new Set(allCgroups());
  return {
    owner: footprint.owner,
    containers: await containersOf(footprint.owner),
    links: footprint.links.filter((link) => links.has(link)),
    tables: footprint.tables.filter((table) => tables.has(table)),
    rules: footprint.rules.filter((rule) => rules.has(rule)),
    cgroups: footprint.cgroups.filter((cgroup) => cgroups.has(cgroup)),
    processes: footprint.processes.filter(isAlive),
  };
}

/** What {@link remainsOf} finds where a cluster has left nothing. */
export function nothingOf({ owner }: Footprint): Footprint {
  return { owner, containers: [], links: [], tables: [], rules: [], cgroups: [], processes: [] };
}

/** Ids, whether they run or not. */
export async function containersOf(label: string): Promise<string[]> {
  return (await output('docker', 'ps', '--all', '--quiet', '--no-trunc', '--filter', `label=${label}`))
    .split('\n')
    .filter((id) => id !== '');
}

/** Ids of all containers of Pods, pauses excepted, by their Pod's uid. */
export async function containersByPod(): Promise<Map<string, string[]>> {
  const format = '{{.Label "io.kubernetes.pod.uid"}} {{.ID}}';
  const label = 'label=io.kubernetes.container.name';
  const found = await lines('docker', 'ps', '--all', '--no-trunc', '--filter', label, '--format', format);
  const pairs = found.map((line) => line.split(' '));
  const byPod = Map.groupBy(pairs, ([uid = '']) => uid);
  return new Map([...byPod].map(([uid, own]) => [uid, own.map(([, id = '']) => id).toSorted()]));
}

async function linksIn(bridge: string): Promise<string[]> {
  if (bridge === '') return [];
  return (await lines('ip', '-o', 'link', 'show', 'master', bridge)).map(
    (line) => line.split(': ')[1]?.split('@')[0] ?? '',
  );
}

function cgroupsNamed(parts: readonly string[]): string[] {
  const wanted = parts.filter((part) => part !== '').flatMap((part) => [part, part.replaceAll('-', '_')]);
  return allCgroups().filter((path) => wanted.some((part) => path.includes(part)));
}

/** Other clusters' may vanish while they are listed. */
function allCgroups(below = '/sys/fs/cgroup'): string[] {
  return foldersIn(below).flatMap((path) => [path, ...allCgroups(path)]);
}

function foldersIn(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${path}/${name}`);
  } catch {
    return [];
  }
}
