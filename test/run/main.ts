import { join } from 'node:path';
import { runChecks } from './checks.ts';
import { runSuites } from './suites.ts';
import { add, formatTotals, none } from './totals.ts';

/**
 * `flotilla test [WORD…]`: the checks and every suite, or, with words, the test files whose paths hold one of them. The
 * last line is the totals.
 */
const words = process.argv.slice(2);
const root = join(import.meta.dirname, '../..');

const checked = words.length === 0 ? runChecks(root) : none;
const totals = add(checked, await runSuites(root, words));
console.log(formatTotals(totals));
process.exit(totals.failed === 0 ? 0 : 1);
