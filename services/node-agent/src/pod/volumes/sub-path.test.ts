import { chmod, mkdir, mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMachine } from './machine.ts';
import { preparedSubPath, subPathOf } from './sub-path.ts';

let path: string;

beforeEach(async () => {
  path = await realpath(await mkdtemp(join(tmpdir(), 'flotilla-volume-')));
});

afterEach(() => rm(path, { recursive: true }));

const prepared = (subPath: string) =>
  preparedSubPath(
    { path, mount: { name: 'data', mountPath: '/data', subPath }, container: { name: 'main' }, environment: [] },
    createMachine(),
  );

test('a part that is not there is made, as open as its volume', async () => {
  await chmod(path, 0o777);
  expect(await prepared('a/b')).toBe(join(path, 'a/b'));
  expect((await stat(join(path, 'a/b'))).mode & 0o777).toBe(0o777);
});

test('a link within the volume is followed, one that leads out of it is refused', async () => {
  await mkdir(join(path, 'real'));
  await symlink('real', join(path, 'inner'));
  await symlink('/etc', join(path, 'outer'));
  await symlink('real/../../..', join(path, 'up'));
  await symlink('loop', join(path, 'loop'));
  expect(await prepared('inner/x')).toBe(join(path, 'real/x'));
  for (const name of ['outer', 'up', 'loop']) {
    await expect(prepared(`${name}/flotilla-test`)).rejects.toThrow(
      'failed to prepare subPath for volumeMount "data" of container "main"',
    );
  }
  await expect(stat('/etc/flotilla-test')).rejects.toThrow('ENOENT');
});

test('an expression names variables of the container, which must be there', () => {
  const mount = { name: 'data', mountPath: '/data', subPathExpr: 'logs/$(POD)-$$(POD)' };
  expect(subPathOf({ mount, environment: [{ name: 'POD', value: 'web-0' }] })).toBe('logs/web-0-$(POD)');
  expect(() => subPathOf({ mount, environment: [] })).toThrow('missing value for POD');
  const up = [{ name: 'POD', value: '/../x' }];
  expect(() => subPathOf({ mount: { ...mount, subPathExpr: '$(POD)' }, environment: up })).toThrow('absolute path');
  expect(() => subPathOf({ mount: { ...mount, subPathExpr: 'a$(POD)' }, environment: up })).toThrow("contain '..'");
});
