import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTraefik } from '@flotilla/cli/testing';
import type { Cluster } from '../harness/cluster.ts';
import { flotilla, root } from '../harness/flotilla.ts';

/** A folder of `examples/`. */
export interface Example {
  /** `01-pod` */
  readonly name: string;
  /** The first line of its README. */
  readonly title: string;
  /** What this machine lacks for it. */
  readonly lacks?: string;
}

/** The one that wants a cluster of three nodes. */
export const severalNodes = '15-nodes';

const folder = join(root, 'examples');

/** The simplest first. */
export function allExamples(): Example[] {
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  );
  return names.toSorted().map(describeExample);
}

function describeExample(name: string): Example {
  const read = (file: string) => readFileSync(join(folder, name, file), 'utf8');
  const title = /^# (.*)$/m.exec(read('README.md'))?.[1] ?? name;
  const lacksTraefik = read('check').includes('HTTP_PORT') && findTraefik() === undefined;
  return { name, title, ...(lacksTraefik && { lacks: 'a Traefik' }) };
}

/** How vitest lists it. */
export const titleOf = ({ name, title, lacks }: Example): string =>
  `${name}: ${title}${lacks === undefined ? '' : ` (skipped: this machine lacks ${lacks})`}`;

/** Resolves when its check has passed; rejects with all that it wrote. */
export async function workThrough(
  cluster: Cluster,
  { name }: Example,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { code, stdout, stderr } = await flotilla(['example', '--data', cluster.dataPath, name], environment);
  if (code !== 0) throw new Error(`${name} ended with ${code}:\n${stdout}${stderr}`);
}
