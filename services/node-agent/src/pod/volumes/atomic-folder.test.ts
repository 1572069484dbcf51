import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { showFiles } from './atomic-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flotilla-volume-'));
});

afterEach(() => rm(folder, { recursive: true }));

const show = (files: Record<string, string>, mode = 0o644) =>
  showFiles(
    folder,
    new Map(Object.entries(files).map(([path, text]) => [path, { data: Buffer.from(text), mode }])),
    async () => {},
  );
const read = (path: string) => readFile(join(folder, path), 'utf8');
const hidden = async () => (await readdir(folder)).filter((name) => name.startsWith('..')).toSorted();

test('files are links into a folder that is swapped as a whole', async () => {
  await show({ a: '1', 'deep/b': '2' });
  expect([await read('a'), await read('deep/b')]).toEqual(['1', '2']);
  expect(await readlink(join(folder, 'a'))).toBe('..data/a');
  const first = await readlink(join(folder, '..data'));
  await show({ a: '3', 'deep/b': '2' });
  expect(await read('a')).toBe('3');
  expect(await readlink(join(folder, '..data'))).not.toBe(first);
  expect(await hidden()).toEqual([await readlink(join(folder, '..data')), '..data'].toSorted());
});

test('what is shown already is not written again', async () => {
  await show({ a: '1' });
  const before = await readlink(join(folder, '..data'));
  await show({ a: '1' });
  expect(await readlink(join(folder, '..data'))).toBe(before);
});

test('another mode is a change, and the mode is as asked for whatever the umask is', async () => {
  await show({ a: '1' }, 0o640);
  await show({ a: '1' }, 0o666);
  expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o666);
});

test('files that are no longer shown go, and those that come are there', async () => {
  await show({ a: '1', b: '2' });
  await show({ b: '2', c: '3' });
  expect((await readdir(folder)).filter((name) => !name.startsWith('..')).toSorted()).toEqual(['b', 'c']);
  expect(await read('c')).toBe('3');
});

test('what an interrupted update left is cleared away', async () => {
  await show({ a: '1' });
  await writeFile(join(folder, '..data_tmp'), '');
  await show({ a: '2' });
  expect(await read('a')).toBe('2');
  expect(await hidden()).toHaveLength(2);
});
