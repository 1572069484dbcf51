import { readFileSync } from 'node:fs';
import type { EncodedKind, EncodedTypes } from './encoding.ts';

/** The facts of all types of all built-in group versions. */
export function loadTypes(): EncodedTypes {
  return read('types.json') as EncodedTypes;
}

/** What discovery says of every served kind. */
export function loadKinds(): readonly EncodedKind[] {
  return read('kinds.json') as readonly EncodedKind[];
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../generated/${name}`, import.meta.url), 'utf8'));
}
