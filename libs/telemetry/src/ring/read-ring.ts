import { readFile } from 'node:fs/promises';
import { isSpanRecord } from '../is-span-record.ts';
import type { SpanRecord } from '../span-record.ts';
import { listSegments, whereMissing } from './segment.ts';

/**
 * Every span that a folder holds, in no order. A line that is torn, because its writer was killed, is left out. Yields
 * nothing where the folder is missing.
 */
export async function* readRing(folder: string): AsyncGenerator<SpanRecord> {
  for (const { path } of await listSegments(folder)) {
    const text = await readFile(path, 'utf8').catch(whereMissing(''));
    for (const line of text.split('\n')) {
      const span = parseLine(line);
      if (isSpanRecord(span)) yield span;
    }
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
