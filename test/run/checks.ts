import { spawnSync } from 'node:child_process';
import { none, type Totals } from './totals.ts';

/** What `pnpm ok` runs before the tests; each counts as one. */
const checks = ['lint', 'types', 'layers'] as const;

/** Runs each check of package.json, and shows what it writes. */
export function runChecks(root: string): Totals {
  const failed = checks.filter((check) => !runCheck(root, check));
  return { ...none, passed: checks.length - failed.length, failed: failed.length };
}

function runCheck(root: string, check: (typeof checks)[number]): boolean {
  console.log(`== ${check}`);
  const { status } = spawnSync(process.execPath, ['--run', check], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status === 0;
}
