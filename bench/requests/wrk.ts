import { join } from 'node:path';
import { run } from '../harness/command.ts';
import type { Load } from './loads.ts';

export interface Rate {
  readonly perSecond: number;
  readonly medianMs: number;
}

/** Short, so that all ways of a round see the same machine. */
const seconds = 3;
const report = join(import.meta.dirname, 'report.lua');

/** Puts a load on a URL. Rejects where a request failed: a figure of failures is none. */
export async function measureRate(url: string, { connections, headers }: Load): Promise<Rate> {
  const output = await run('wrk', [
    ...['--threads', '1', '--connections', `${connections}`, '--duration', `${seconds}s`, '--script', report],
    ...headers.flatMap((header) => ['--header', header]),
    url,
  ]);
  const found = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Report;
  if (found.failed > 0) throw new Error(`Cannot measure ${url}: no request may fail, and ${found.failed} did`);
  return { perSecond: found.requests / (found.durationUs / 1e6), medianMs: found.medianUs / 1e3 };
}

/** What report.lua writes. */
interface Report {
  readonly requests: number;
  readonly durationUs: number;
  readonly failed: number;
  readonly medianUs: number;
}
