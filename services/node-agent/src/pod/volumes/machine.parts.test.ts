import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMachine } from './machine.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flotilla machine-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** What is mounted below the folder; blanks are written in octal. */
const mounts = async () => {
  const table = await readFile('/proc/self/mounts', 'utf8');
  const below = folder.replaceAll(' ', String.raw`\040`);
  return table.split('\n').filter((line) => line.includes(below));
};

test.each([undefined, 'dockerd'])('memory is mounted once and unmounted, through the process %s', async (name) => {
  const machine = createMachine(name);
  const path = join(folder, 'inner');
  await mkdir(path);
  await machine.mountMemory(path, ['size=64k']);
  await writeFile(await machine.seen(join(path, 'file')), 'kept');
  await machine.mountMemory(path, ['size=64k']);
  expect(await readFile(await machine.seen(join(path, 'file')), 'utf8')).toBe('kept');
  expect(await mounts()).toEqual([expect.stringContaining('size=64k')]);
  await machine.unmountBelow(folder);
  expect(await mounts()).toEqual([]);
});

test('a machine that cannot be seen is said to be so', async () => {
  await expect(createMachine('no such process').seen('/')).rejects.toThrow('Cannot reach the machine');
});
