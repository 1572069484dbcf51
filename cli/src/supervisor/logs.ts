import { copyFileSync, readFileSync, statSync, truncateSync } from 'node:fs';

/** Two of these a process are kept: the current log and the one before. */
const largestLogBytes = 16 * 1024 * 1024;

/**
 * Keeps a log from growing without end. The process that writes it appends, so that it goes on at the start of the
 * emptied file; a line written in between may be lost.
 */
export function boundLog(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size < largestLogBytes) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

/** The last lines of a log, for an error that names it. */
export function logTail(path: string): string {
  const text = statSync(path, { throwIfNoEntry: false }) === undefined ? '' : readFileSync(path, 'utf8');
  return text.trimEnd().split('\n').slice(-5).join('\n');
}
