import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { findProgram } from './tools.ts';

/** Debian asks this program whether an installed service may be started; 101 says no. */
const policyFile = '/usr/sbin/policy-rc.d';

/** What a person types to get these packages. */
export function installCommand(packages: readonly string[]): string {
  return `sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/**
 * Installs Debian packages without starting the services in them. Throws where this is not Debian or not root, with
 * the command to run instead. `note` is told each line that apt writes.
 */
export async function installPackages(packages: readonly string[], note: (line: string) => void): Promise<void> {
  if (findProgram('apt-get') === undefined) {
    throw new Error(
      `Cannot install ${packages.join(', ')}: they must be installed by hand, this machine has no apt-get`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Error(`Cannot install ${packages.join(', ')}: it must be done by root. Run: ${installCommand(packages)}`);
  }
  const ownPolicy = !existsSync(policyFile);
  if (ownPolicy) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await install(packages, note);
  } finally {
    if (ownPolicy) rmSync(policyFile, { force: true });
  }
}

/** Package lists may be absent or old; they are fetched only where an install fails without. */
async function install(packages: readonly string[], note: (line: string) => void): Promise<void> {
  const args = ['install', '-y', '--no-install-recommends', ...packages];
  if ((await runApt(args, note)).code === 0) return;
  await runApt(['update'], note);
  const { code, lines } = await runApt(args, note);
  if (code !== 0)
    throw new Error(`Cannot install ${packages.join(', ')}: apt-get must succeed, got\n${lines.join('\n')}`);
}

async function runApt(args: readonly string[], note: (line: string) => void) {
  const child = spawn('apt-get', args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      note(line);
    });
  }
  const [code] = await once(child, 'close');
  return { code, lines: lines.slice(-10) };
}
