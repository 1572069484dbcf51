import { chmod, lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
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
  const { name } = mount;
  const volume = await realpath(machine.seen(path));
  const inner = await makeWithin(volume, subPath).catch(() => {
    const why = `failed to create subPath directory for volumeMount "${name}" of container "${container.name}"`;
    throw new VolumeError(why);
  });
  if (!isWithin(inner, volume)) {
    throw new VolumeError(`failed to prepare subPath for volumeMount "${name}" of container "${container.name}"`);
  }
  return join(path, inner.slice(volume.length));
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

/** Goes down one name after the other, so that nothing is made behind a link that leads outside. */
async function makeWithin(volume: string, subPath: string): Promise<string> {
  const mode = (await stat(volume)).mode & 0o7777;
  let present = volume;
  for (const name of subPath.split('/').filter((part) => part !== '' && part !== '.')) {
    const step = join(present, name);
    if ((await lstat(step).catch(() => undefined)) === undefined) {
      await mkdir(step);
      await chmod(step, mode);
    }
    present = await realpath(step);
    if (!isWithin(present, volume)) return present;
  }
  return present;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
