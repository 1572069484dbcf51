import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const committed = join(import.meta.dirname, '../src/generated');

/** Why the generator cannot run here without downloading anything, or undefined. */
function missing(): string | undefined {
  const asked = spawnSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' });
  if (asked.status !== 0) {
    return 'Go is not installed';
  }
  const modules = readFileSync(join(import.meta.dirname, 'modules.go'), 'utf8');
  const version = /releaseVersion\s+= "([^"]+)"/.exec(modules)?.[1];
  const folder = join(asked.stdout.trim(), `k8s.io/kubernetes@${version}`);
  return existsSync(folder) ? undefined : `the Go module k8s.io/kubernetes@${version} is not on this machine`;
}

function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

const reason = missing();

it.skipIf(reason)(
  `regenerating the facts gives the same bytes${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'flotilla-facts-'));
    try {
      execFileSync('go', ['run', '.', '-out', folder], {
        cwd: import.meta.dirname,
        env: { ...process.env, GOPROXY: 'off', GOFLAGS: '-mod=mod' },
      });

      expect(filesOf(folder)).toEqual(filesOf(committed));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  120_000,
);
