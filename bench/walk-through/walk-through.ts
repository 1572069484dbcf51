import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../harness/command.ts';
import { root, startFlotilla } from '../harness/flotilla.ts';
import { ratio, short } from '../harness/numbers.ts';
import { formatTable, publish } from '../harness/results.ts';
import { type ClockWait, clockWaits } from './clock-waits.ts';

interface Walk extends ClockWait {
  readonly name: string;
  readonly tookSeconds: number;
}

const examples = readdirSync(join(root, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted();

/** The others need what they build on this machine's Engine to be on every node. */
const ofThreeNodes = ['15-nodes'];
const walks = [
  ...(await walkThrough(
    [],
    examples.filter((name) => !ofThreeNodes.includes(name)),
  )),
  ...(await walkThrough(['--nodes', '3'], ofThreeNodes)),
];

const sum = (value: (walk: Walk) => number) => walks.reduce((total, walk) => total + value(walk), 0);
const [tookSeconds, waitSeconds] = [sum((walk) => walk.tookSeconds), sum(({ seconds }) => seconds)];
await publish(import.meta.dirname, [
  `15-nodes on a cluster of three nodes, the others on one of one node.`,
  '',
  ...formatTable(
    ['example', 'time', 'at least, by the clock', 'ratio', 'for'],
    [
      ...walks.map((walk) => [walk.name, ...times(walk.tookSeconds, walk.seconds), walk.why]),
      ['**all**', ...times(tookSeconds, waitSeconds), ''],
    ],
  ),
]);

/** On a cluster of their own, started with these words. */
async function walkThrough(words: readonly string[], names: readonly string[]): Promise<Walk[]> {
  const { dataFolder, stop } = await startFlotilla({ words });
  const walked: Walk[] = [];
  try {
    for (const name of names) {
      console.error(name);
      const began = performance.now();
      await run(join(root, 'flotilla'), ['example', name, '--data', dataFolder]);
      const tookSeconds = (performance.now() - began) / 1_000;
      walked.push({ name, ...(clockWaits[name] ?? { seconds: 0, why: '' }), tookSeconds });
    }
    return walked;
  } finally {
    await stop();
  }
}

function times(took: number, waits: number): string[] {
  return [`${short(took)} s`, ...(waits === 0 ? ['', ''] : [`${short(waits)} s`, ratio(took, waits)])];
}
