import { isAscii } from 'node:buffer';

/** What Redis takes for latin1 text of one character a byte: the text itself where that is ASCII, else its bytes. */
export function bytesOf(text: string): string | Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return isAscii(bytes) ? text : bytes;
}

/** The latin1 text of bytes that Redis answered. */
export function textOf(bytes: Buffer): string {
  return bytes.toString('latin1');
}
