import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFlotilla } from '../harness/flotilla.ts';
import { median, ratio, short } from '../harness/numbers.ts';
import { formatTable, publish } from '../harness/results.ts';
import type { Server } from '../harness/server.ts';
import { startUpstream, upstreamBinaries } from '../harness/upstream.ts';
import { buildKbench, type Figures, runStage } from './kbench.ts';
import { stages } from './stages.ts';

const rounds = Number(process.env.ROUNDS ?? 3);
/** No Docker Engine: the node agent then does next to nothing. */
const withoutContainers = { words: ['--simulated-nodes', '1'], environment: { DOCKER_HOST: 'unix:///nonexistent' } };

const folder = mkdtempSync(join(tmpdir(), 'kbench-'));
const ours: Figures[][] = [];
const theirs: Figures[][] = [];
try {
  const kbench = await buildKbench(folder);
  for (let round = 0; round < rounds; round++) {
    ours.push(await runStages(kbench, await startFlotilla(withoutContainers)));
    if (upstreamBinaries === undefined) continue;
    theirs.push(await runStages(kbench, await startUpstream(upstreamBinaries, ['etcd', 'apiserver'])));
  }
} finally {
  rmSync(folder, { recursive: true });
}

await publish(import.meta.dirname, [
  `Medians; rounds: ${rounds}, by turns, each on fresh servers.`,
  '',
  ...formatTable(
    ['figure', 'Flotilla', 'upstream', 'ratio'],
    stages.flatMap(({ title, figures }, index) =>
      figures.map((figure) =>
        formatRow(`${title}: ${figure}`, valuesOf(ours, index, figure), valuesOf(theirs, index, figure)),
      ),
    ),
  ),
]);

async function runStages(kbench: string, server: Server): Promise<Figures[]> {
  const figures: Figures[] = [];
  try {
    for (const stage of stages) {
      console.error(`${server.name}: ${stage.title}`);
      figures.push(await runStage(kbench, server, stage));
    }
    return figures;
  } finally {
    await server.stop();
  }
}

function valuesOf(all: readonly (readonly Figures[])[], stage: number, figure: string): number[] {
  return all.map((round) => Number(round[stage]?.[figure]));
}

function formatRow(title: string, own: readonly number[], reference: readonly number[]): string[] {
  if (reference.length === 0) return [title, short(median(own)), '-', '-'];
  return [title, short(median(own)), short(median(reference)), ratio(median(own), median(reference))];
}
