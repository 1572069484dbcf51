import { startVitest, type TestModule, type Vitest } from 'vitest/node';
import { add, none, type Totals } from './totals.ts';

/** All but `slow`. */
const projects = ['unit', 'parts', 'cluster'];

/** Runs the test files whose paths hold one of the words, all where there are none. */
export async function runSuites(root: string, words: readonly string[]): Promise<Totals> {
  const vitest = await startVitest('test', [...words], {
    root,
    project: projects,
    watch: false,
    passWithNoTests: true,
  });
  await vitest.close();
  return countTests(vitest);
}

/** A file that cannot be loaded, and an error outside of any test, count as one failed test each. */
function countTests(vitest: Vitest): Totals {
  const counted = vitest.state.getTestModules().map(countModule);
  return [...counted, { ...none, failed: vitest.state.getUnhandledErrors().length }].reduce(add, none);
}

function countModule(module: TestModule): Totals {
  const results = [...module.children.allTests()].map((test) => test.result().state);
  const count = (...states: readonly (typeof results)[number][]) =>
    results.filter((state) => states.includes(state)).length;
  const broken = module.errors().length > 0 ? 1 : 0;
  return { passed: count('passed'), failed: count('failed', 'pending') + broken, skipped: count('skipped') };
}
