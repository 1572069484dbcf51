import { defineConfig } from 'vitest/config';

/**
 * `unit` needs nothing but Node. `parts` needs Redis, NATS or Docker and starts its own. `cluster` runs whole clusters
 * through `./flotilla up` and kubectl. `slow` does so for half an hour, and only where it is asked for: `pnpm slow`.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{libs,services,cli,test}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.{parts,cluster,slow}.test.ts'],
        },
      },
      {
        test: {
          name: 'parts',
          include: ['{libs,services,cli,test}/**/*.parts.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/**/*.cluster.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'slow',
          include: ['test/**/*.slow.test.ts'],
          exclude: ['**/node_modules/**'],
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
