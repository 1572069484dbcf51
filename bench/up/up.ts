import { startFlotilla } from '../harness/flotilla.ts';
import { median, ratio, short } from '../harness/numbers.ts';
import { formatTable, publish } from '../harness/results.ts';
import type { Server } from '../harness/server.ts';
import { startUpstream, upstreamBinaries } from '../harness/upstream.ts';

const count = 5;

const ours: number[] = [];
const theirs: number[] = [];
// The first makes the images and compiles the code, where that is still to be done.
await startAndStop(startFlotilla);
for (let index = 0; index < count; index++) {
  ours.push(await startAndStop(startFlotilla));
  if (upstreamBinaries !== undefined) theirs.push(await startAndStop(() => startUpstream(upstreamBinaries ?? '')));
}

const row = (name: string, values: readonly number[], reference: readonly number[]) => [
  name,
  `${short(median(values) / 1000)} s`,
  `${short(Math.min(...values) / 1000)} to ${short(Math.max(...values) / 1000)} s`,
  ratio(median(values), median(reference)),
];
await publish(import.meta.dirname, [
  `${count} starts of each on fresh data folders, by turns.`,
  '',
  ...formatTable(
    ['from … to …', 'median', 'range', 'ratio'],
    [
      ...(theirs.length === 0
        ? []
        : [row("upstream's first process to its first default ServiceAccount", theirs, theirs)]),
      row('`flotilla up` to a Ready node', ours, theirs.length === 0 ? ours : theirs),
    ],
  ),
]);

async function startAndStop(start: () => Promise<Server & { readonly startMs: number }>): Promise<number> {
  const server = await start();
  await server.stop();
  return server.startMs;
}
