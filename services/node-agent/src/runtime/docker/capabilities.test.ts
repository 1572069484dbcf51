import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingCapabilities } from './capabilities.ts';

function missing(bounding: string) {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-rights-'));
  const file = join(folder, 'status');
  writeFileSync(file, `Name:\tinit\nCapBnd:\t${bounding}\nCapAmb:\t0\n`);
  try {
    return missingCapabilities(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('what a machine has taken from every process is found', () => {
  expect(missing('000001fffeffffff')).toEqual(['SYS_RESOURCE']);
  expect(missing('000001fffffffffe')).toEqual(['CHOWN']);
});

test('an older kernel, which has fewer, lacks none of them', () => {
  expect(missing('0000003fffffffff')).toEqual([]);
});
