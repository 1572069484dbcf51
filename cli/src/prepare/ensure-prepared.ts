import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { DataFolder } from '../data/data-folder.ts';
import { readJsonFile } from '../data/json-file.ts';
import { runScript } from '../run-script.ts';
import type { Prepared, PrepareInput } from './input.ts';
import { writersChangedAt } from './writers.ts';

/** Whether everything is there, made from this input and still good. */
export function isPrepared(folder: DataFolder, input: PrepareInput): boolean {
  const prepared = readJsonFile<Prepared>(folder.preparedFile);
  return (
    prepared !== undefined &&
    isDeepStrictEqual(prepared.input, input) &&
    prepared.writersChangedAt === writersChangedAt() &&
    Date.now() < prepared.renewAfter &&
    prepared.files.every((file) => existsSync(file))
  );
}

/** Writes certificates, configuration and settings, where they are not as this input asks. */
export async function ensurePrepared(folder: DataFolder, input: PrepareInput): Promise<void> {
  if (!isPrepared(folder, input)) await runScript('prepare/main.ts', input);
}
