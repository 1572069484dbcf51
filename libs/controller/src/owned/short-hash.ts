import { safeLetters } from '@flotilla/machinery';

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * A few letters for a value: the same for the same JSON, whatever the order of its fields. They tell apart what an
 * owner makes from one version of its template and the next. `collisions` makes another when one is taken.
 */
export function shortHash(value: unknown, collisions?: number): string {
  const text = stableJson(value) + (collisions === undefined ? '' : ` ${collisions}`);
  let hash = OFFSET;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, PRIME) >>> 0;
  return safeLetters(String(hash));
}

/** Absent fields and those that are undefined are the same. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
