import type { Json } from '../json.ts';
import { JsonError } from './json-error.ts';
import { DEPTH_LIMIT, type ScannedJson, scanJson } from './scan-json.ts';

/** Parses JSON at the speed of JSON.parse; only where something is wrong is the text read again. Throws JsonError. */
export function readJson(text: string): Json {
  if (isTooDeep(text)) return scanJson(text).value;
  try {
    return JSON.parse(text);
  } catch (error) {
    scanJson(text);
    throw new JsonError('invalid JSON', { cause: error });
  }
}

/**
 * Parses JSON and tells which keys are repeated. Text that is printed the same again repeats none; so most clients' text
 * is read fast. Throws JsonError.
 */
export function readJsonWithRepeats(text: string): ScannedJson {
  const value = readJson(text);
  return JSON.stringify(value) === text.trim() ? { value, repeated: new Map() } : scanJson(text);
}

const OPENING = /[{[]/g;
const STRUCTURE = /[{}[\]"]/g;

/** Whether arrays and objects stand deeper in each other than they may. Of text that is no JSON it may say either. */
function isTooDeep(text: string): boolean {
  if (text.length <= DEPTH_LIMIT || !opensMoreThan(text, DEPTH_LIMIT)) return false;
  let depth = 0;
  for (STRUCTURE.lastIndex = 0; ; ) {
    const sign = STRUCTURE.exec(text)?.[0];
    if (sign === undefined) return false;
    if (sign === '"') STRUCTURE.lastIndex = afterString(text, STRUCTURE.lastIndex);
    else depth += sign === '{' || sign === '[' ? 1 : -1;
    if (depth > DEPTH_LIMIT) return true;
  }
}

/** Most text is settled by this, which is faster. */
function opensMoreThan(text: string, limit: number): boolean {
  OPENING.lastIndex = 0;
  for (let opened = 0; opened <= limit; opened++) if (!OPENING.test(text)) return false;
  return true;
}

/** The position after the closing quote of the string whose content begins at `start`. */
function afterString(text: string, start: number): number {
  let end = text.indexOf('"', start);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
}

function isEscaped(text: string, position: number): boolean {
  let backslashes = 0;
  while (text[position - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
