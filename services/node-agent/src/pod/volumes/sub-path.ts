import { chmod, lstat, mkdir, readlink, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Container, VolumeMount } from '@flotilla/kinds/core/v1';
import type { EnvironmentVariable } from '../../runtime/runtime.ts';
import { expand } from '../environment/expand.ts';
import type { Machine } from './machine.ts';
import { VolumeError } from './volume-error.ts';

export interface SubPathRequest {
  /** Of the volume, on the machine. */
  readonly path: string;
  readonly mount: VolumeMount;
  readonly container: Container;
  /** What `subPathExpr` may name. */
  readonly environment: readonly EnvironmentVariable[];
}

/**
 * The part of a volume that a mount asks for, made as a folder where there is nothing. Links in it may lead anywhere
 * within the volume and nowhere else. Throws {@link VolumeError}, which does not tell what lies outside.
 */
export async function preparedSubPath(request: SubPathRequest, machine: Machine): Promise<string> {
  const { path, mount, container } = request;
  const subPath = subPathOf(request);
  if (subPath === '') return path;
  const where = `volumeMount "${mount.name}" of container "${container.name}"`;
  const inner = await makeWithin(await machine.seen(path), subPath).catch(() => {
    throw new VolumeError(`failed to create subPath directory for ${where}`);
  });
  if (inner === undefined) throw new VolumeError(`failed to prepare subPath for ${where}`);
  return join(path, inner);
}

/** The part that is asked for, not yet made. Throws {@link VolumeError}. */
export function subPathOf({ mount, environment }: Pick<SubPathRequest, 'mount' | 'environment'>): string {
  const subPath = mount.subPathExpr ? expanded(mount.subPathExpr, environment) : (mount.subPath ?? '');
  if (subPath.startsWith('/')) throw new VolumeError(`error SubPath \`${subPath}\` must not be an absolute path`);
  if (subPath.split('/').includes('..')) {
    throw new VolumeError(`unable to provision SubPath \`${subPath}\`: must not contain '..'`);
  }
  return subPath;
}

function expanded(expression: string, environment: readonly EnvironmentVariable[]): string {
  const variables = new Map(environment.filter(({ value }) => value !== '').map(({ name, value }) => [name, value]));
  const named = [...expression.matchAll(/\$(?:\$|\(([^)]*)\))/g)].flatMap(([, name]) => name ?? []);
  const missing = named.filter((name) => !variables.has(name));
  if (missing.length > 0) throw new VolumeError(`missing value for ${[...new Set(missing)].toSorted().join(', ')}`);
  return expand(expression, variables);
}

/** As the kernel allows in one path. */
const mostLinks = 40;

/**
 * Goes down one name after the other, so that nothing is made behind a link that leads outside; undefined where one
 * does. Links are followed by their texts, since the machine's root need not be this process's. Answers the path within
 * the volume, without links.
 */
async function makeWithin(volume: string, subPath: string): Promise<string | undefined> {
  const mode = (await stat(volume)).mode & 0o7777;
  const names = subPath.split('/');
  const present: string[] = [];
  let links = 0;
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (present.pop() === undefined) return undefined;
      continue;
    }
    const step = join(volume, ...present, name);
    const found = await lstat(step).catch(() => undefined);
    if (found?.isSymbolicLink()) {
      const target = await readlink(step);
      if (isAbsolute(target) || ++links > mostLinks) return undefined;
      names.unshift(...target.split('/'));
      continue;
    }
    if (found === undefined) {
      await mkdir(step);
      await chmod(step, mode);
    }
    present.push(name);
  }
  return present.join('/');
}
