/** No vowels and nothing that looks like one, so that no words arise. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
/** So that the whole is still a DNS label. */
const PREFIX_LIMIT = 63 - SUFFIX_LENGTH;

/** A name for `metadata.generateName`: the prefix and five letters. `random` gives numbers in [0, 1). */
export function generateName(prefix: string, random: () => number): string {
  return prefix.slice(0, PREFIX_LIMIT) + randomLetters(SUFFIX_LENGTH, random);
}

/** `count` letters that upstream's generated names are made of. `random` gives numbers in [0, 1). */
export function randomLetters(count: number, random: () => number): string {
  return Array.from({ length: count }, () => LETTERS.charAt(Math.floor(random() * LETTERS.length))).join('');
}

/** Writes any text with those letters, one a character: what stands for a hash then looks like other generated names. */
export function safeLetters(text: string): string {
  return Array.from(text, (character) => LETTERS.charAt((character.codePointAt(0) ?? 0) % LETTERS.length)).join('');
}
