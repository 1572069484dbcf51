import { type JsonError, unexpectedCharacter } from './json-error.ts';

/** The position after the string that begins at `start`, where its quote stands. Throws JsonError. */
export function endOfString(text: string, start: number): number {
  for (let position = start + 1; ; position++) {
    const code = text.charCodeAt(position);
    if (code === QUOTE) return position + 1;
    if (code === BACKSLASH) position = endOfEscape(text, position + 1) - 1;
    else if (!(code >= 0x20)) throw unexpectedCharacter(text, position, 'in string literal');
  }
}

/** The position after the number that begins at `start`. Throws JsonError. */
export function endOfNumber(text: string, start: number): number {
  let position = text[start] === '-' ? start + 1 : start;
  if (text[position] === '0') position += 1;
  else position = endOfDigits(text, position, 'in numeric literal');
  if (text[position] === '.') position = endOfDigits(text, position + 1, 'after decimal point in numeric literal');
  if (text[position] !== 'e' && text[position] !== 'E') return position;
  const sign = text[position + 1] === '+' || text[position + 1] === '-' ? 1 : 0;
  return endOfDigits(text, position + 1 + sign, 'in exponent of numeric literal');
}

/** The position after `word`, which begins at `start`. Throws JsonError. */
export function endOfWord(text: string, start: number, word: string): number {
  for (let index = 1; index < word.length; index++) {
    const letter = word.charAt(index);
    if (text[start + index] === letter) continue;
    throw unfinished(text, start + index, `in literal ${word} (expecting '${letter}')`);
  }
  return start + word.length;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** `start` is after the backslash. */
function endOfEscape(text: string, start: number): number {
  const sign = text.charAt(start);
  if (sign !== '' && '"\\/bfnrt'.includes(sign)) return start + 1;
  if (sign !== 'u') throw unfinished(text, start, 'in string escape code');
  for (let position = start + 1; position < start + 5; position++) {
    if (/[0-9a-fA-F]/.test(text.charAt(position))) continue;
    throw unfinished(text, position, 'in \\u hexadecimal character escape');
  }
  return start + 5;
}

/** At least one digit must stand at `start`. */
function endOfDigits(text: string, start: number, where: string): number {
  let position = start;
  while (isDigit(text.charCodeAt(position))) position += 1;
  if (position === start) throw unfinished(text, position, where);
  return position;
}

/** Inside a literal the reference takes the end of the text for a space. */
function unfinished(text: string, position: number, where: string): JsonError {
  return unexpectedCharacter(`${text} `, position, where);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
