import { resolve } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.ts';
import { defaultDataPath } from './data/data-folder.ts';

/** Reads options, and takes no other words. Throws {@link UsageError}. */
export function readOptions<O extends ParseArgsOptionsConfig>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** A whole number from `least` on. Throws {@link UsageError}. */
export function readCount(option: string, text: string, least: number, most: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= least && count <= most) return count;
  throw new UsageError(`${option} must be a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`);
}

/** Words, and `--data` at any place among them. Throws {@link UsageError}. */
export function readWords(args: readonly string[]): { readonly words: readonly string[]; readonly dataPath: string } {
  try {
    const options = { data: { type: 'string', default: defaultDataPath() } } as const;
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { words: positionals, dataPath: resolve(values.data) };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
