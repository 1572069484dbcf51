import { createLogger, type Logger } from './logger.ts';

/** A logger that keeps its lines, parsed. */
export interface RecordingLogger {
  readonly logger: Logger;
  readonly lines: readonly Record<string, unknown>[];
}

export function createRecordingLogger(): RecordingLogger {
  const lines: Record<string, unknown>[] = [];
  return { lines, logger: createLogger({ level: 'debug', write: (line) => lines.push(JSON.parse(line)) }) };
}

export type { Dice } from './testing/dice.ts';
export { createDice } from './testing/dice.ts';
export type { ServerProcess } from './testing/server-process.ts';
export { startServerProcess } from './testing/server-process.ts';
