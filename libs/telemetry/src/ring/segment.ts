import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of a ring: JSON lines, a span each. */
export interface Segment {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly writtenMs: number;
}

const suffix = '.spans.jsonl';

/**
 * Unique to its writer: the start time tells a process from an earlier one that had the same id. A writer's later
 * segments sort behind its earlier ones.
 */
export function segmentName(writer: { service: string; startMs: number }, number: number): string {
  return `${writer.startMs}-${writer.service}-${process.pid}-${String(number).padStart(6, '0')}${suffix}`;
}

/** The segments of all writers, the one written last first. Empty where the folder is not there yet. */
export async function listSegments(folder: string): Promise<Segment[]> {
  const names = (await readdir(folder).catch(whereMissing<string[]>([]))).filter((name) => name.endsWith(suffix));
  const found = await Promise.all(names.map((name) => segmentAt(join(folder, name))));
  return found.filter((segment) => segment !== undefined).sort(newestFirst);
}

/** File systems stamp times in steps of milliseconds, in which one writer may fill several segments. */
function newestFirst(one: Segment, other: Segment): number {
  return other.writtenMs - one.writtenMs || (one.path < other.path ? 1 : -1);
}

/** Undefined where another writer has just deleted it. */
async function segmentAt(path: string): Promise<Segment | undefined> {
  const stats = await stat(path).catch(whereMissing(undefined));
  return stats === undefined ? undefined : { path, bytes: stats.size, writtenMs: stats.mtimeMs };
}

/** Turns "no such file" into a value; other errors pass. */
export function whereMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return value;
    throw error;
  };
}
