import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBreaches } from './rules.ts';
import { readSourceFile } from './source-file.ts';

/** `pnpm layers`: fails where an import goes up or past a package's doors, and says what to move where. */
const root = join(import.meta.dirname, '../..');
const everyPath = globSync('{libs,services,cli,test,bench}/**/*.ts', {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
});
// The rules' own test quotes what they forbid.
const paths = everyPath.filter((path) => !path.endsWith('layers/rules.test.ts'));
const breaches = findBreaches(paths.map((path) => readSourceFile(path, readFileSync(join(root, path), 'utf8'))));
for (const breach of breaches) console.error(breach);
console.log(`layers: ${paths.length} files, ${breaches.length} breaches`);
process.exitCode = breaches.length === 0 ? 0 : 1;
