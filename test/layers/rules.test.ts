import { expect, test } from 'vitest';
import { findBreaches } from './rules.ts';
import { readSourceFile } from './source-file.ts';

/** Breaches in a repository that holds these files. */
function breachesIn(files: Readonly<Record<string, string>>): string[] {
  return findBreaches(Object.entries(files).map(([path, text]) => readSourceFile(path, text)));
}

test('imports that go down through doors are fine', () => {
  const files = {
    'services/relay/src/main.ts': `import { createBus, type Bus } from '@flotilla/bus';
import { runProcess } from '@flotilla/process';
import { readFileSync } from 'node:fs';
import { createRelay } from './relay.ts';`,
    'services/relay/src/relay.ts': `export { a } from './a.ts';`,
    'services/relay/src/relay.test.ts': `import { startNats } from '@flotilla/bus/testing';`,
    'libs/store/src/redis.ts': `import { Redis } from 'ioredis';`,
    'cli/src/control-plane.ts': `const { createRelay } = await import('@flotilla/relay');`,
  };
  expect(breachesIn(files)).toEqual([]);
});

test.each([
  [
    'an import that goes up',
    'libs/store/src/commit.ts',
    `import {\n  createRegistry,\n} from '@flotilla/registry';`,
    'libs/store/src/commit.ts:1 imports @flotilla/registry, which lies above libs/store: move what is needed below libs/store, or pass it in as an argument.',
  ],
  [
    'an import that goes sideways',
    'libs/store/src/commit.ts',
    `import type { Bus } from '@flotilla/bus';`,
    'libs/store/src/commit.ts:1 imports @flotilla/bus, which lies beside libs/store: move what is needed below libs/store, or pass it in as an argument.',
  ],
  [
    'a service that imports another',
    'services/scheduler/src/main.ts',
    `import { createRelay } from '@flotilla/relay';`,
    'services/scheduler/src/main.ts:1 imports @flotilla/relay, another service: move what both need into libs/, or let them meet over the store or the bus.',
  ],
  [
    'an import past the doors',
    'services/api/src/main.ts',
    `\nconst keys = await import('@flotilla/store/src/keys.ts');`,
    "services/api/src/main.ts:2 imports @flotilla/store/src/keys.ts past the package's doors: export it from @flotilla/store's src/index.ts.",
  ],
  [
    'an import by path into another package',
    'services/api/src/main.ts',
    `import { keyOf } from '../../../libs/store/src/keys.ts';`,
    'services/api/src/main.ts:1 reaches into libs/store by path: import from its door, @flotilla/store.',
  ],
  [
    'a double outside of tests',
    'services/api/src/main.ts',
    `import { startRedis } from '@flotilla/store/testing';`,
    'services/api/src/main.ts:1 imports @flotilla/store/testing, whose doubles are for tests: move the use into a test.',
  ],
  [
    'a foreign package outside of its home',
    'services/api/src/main.ts',
    `import { connect } from '@nats-io/transport-node';`,
    'services/api/src/main.ts:1 imports @nats-io/transport-node, which only libs/bus may: move the use there, behind its door.',
  ],
  [
    'export *',
    'libs/bus/src/index.ts',
    `export * from './bus.ts';`,
    'libs/bus/src/index.ts:1 has "export *": name what it exports.',
  ],
  [
    'a default export',
    'libs/bus/src/bus.ts',
    `/** A bus. */\nexport default function bus() {}`,
    'libs/bus/src/bus.ts:2 has a default export: give it its name.',
  ],
  [
    'a package that no layer names',
    'libs/extras/src/index.ts',
    'export const one = 1;',
    'libs/extras is in no layer: give it a place in test/layers/layers.ts.',
  ],
])('%s is named with its remedy', (_, path, text, sentence) => {
  expect(breachesIn({ [path]: text })).toEqual([sentence]);
});

test('a second file that imports dockerode is told to move to the first', () => {
  const text = `import Docker from 'dockerode';`;
  expect(breachesIn({ 'services/node-agent/src/a.ts': text, 'services/node-agent/src/b.ts': text })).toEqual([
    'services/node-agent/src/a.ts and services/node-agent/src/b.ts all import dockerode: move their uses into one of them.',
  ]);
});

test('a circle of imports is told once, with its way', () => {
  const files = {
    'libs/bus/src/a.ts': `import { b } from './b.ts';`,
    'libs/bus/src/b.ts': `import { c } from './c/c.ts';`,
    'libs/bus/src/c/c.ts': `import type { A } from '../a.ts';`,
  };
  expect(breachesIn(files)).toEqual([
    'libs/bus/src/a.ts → libs/bus/src/b.ts → libs/bus/src/c/c.ts → libs/bus/src/a.ts import each other in a circle: move what they share into a file of its own.',
  ]);
});

test('what a comment shows is not an import', () => {
  const text = `/**\n * import { a } from '@flotilla/relay';\n */\n// export * from './b.ts';\nexport const one = 1;`;
  expect(breachesIn({ 'libs/machinery/src/a.ts': text })).toEqual([]);
});
