/** Text that is no JSON. The message is what Go's JSON package says, which is what clients of the reference see. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/** `invalid character 'x' <where>`, of the character at `position`; or that the text ends too early. */
export function unexpectedCharacter(text: string, position: number, where: string): JsonError {
  if (position >= text.length) return new JsonError('unexpected end of JSON input');
  return new JsonError(`invalid character ${quoted(text, position)} ${where}`);
}

/** Go reads bytes: of a character beyond ASCII it names the first byte, as the character with that number. */
function quoted(text: string, position: number): string {
  const character = String.fromCodePoint(text.codePointAt(position) ?? 0);
  const [byte = 0] = Buffer.from(character, 'utf8');
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  return `'${ESCAPES.get(byte) ?? (isPrinted(byte) ? String.fromCharCode(byte) : `\\x${hex(byte)}`)}'`;
}

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x5c, '\\\\'],
]);

function isPrinted(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
