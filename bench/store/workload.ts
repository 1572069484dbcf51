import { randomUUID } from 'node:crypto';
import type { Commit, Guard } from '@flotilla/store';

export interface Workload {
  readonly clients: number;
  readonly bodyBytes: number;
}

const namespace = {
  type: 'live',
  key: { resource: 'namespaces', namespace: '', name: 'default' },
} as const satisfies Guard;

/** Creates one object, in a namespace that must not be ending: what most commits are. */
export function createCommit(name: string, bodyBytes: number): Commit {
  return {
    writes: [
      {
        type: 'put',
        key: { resource: 'pods', namespace: 'default', name },
        uid: randomUUID(),
        body: { head: '{"metadata":{"resourceVersion":"', tail: `"},"data":"${'x'.repeat(bodyBytes - 45)}"}` },
        expected: 0,
        terminating: false,
      },
    ],
    guards: [namespace],
    meta: { user: 'system:admin', fieldManager: 'bench', time: Date.now(), requestId: randomUUID() },
  };
}

/** The namespace that the guard asks for. */
export function namespaceCommit(): Commit {
  const { meta } = createCommit('unused', 100);
  const body = { head: '{"metadata":{"resourceVersion":"', tail: '"}}' };
  const write = { type: 'put', key: namespace.key, uid: randomUUID(), body, expected: 0, terminating: false } as const;
  return { writes: [write], meta };
}

/** A closed loop of so many clients for so long; resolves with operations a second. */
export async function operationsASecond(
  clients: number,
  milliseconds: number,
  operate: () => Promise<unknown>,
): Promise<number> {
  const begin = performance.now();
  let operations = 0;
  const client = async () => {
    while (performance.now() - begin < milliseconds) {
      await operate();
      operations += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return operations / ((performance.now() - begin) / 1000);
}

export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}
