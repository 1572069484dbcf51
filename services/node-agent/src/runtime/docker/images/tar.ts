/** One member of an archive. Folders that need no mode of their own are left out: unpacking makes them. */
export type TarEntry =
  | { readonly path: string; readonly mode: number; readonly content: Uint8Array }
  | { readonly path: string; readonly mode: number; readonly folder: true }
  | { readonly path: string; readonly linkTo: string };

const block = 512;

/** A tar archive in POSIX.1-1988 ustar form, owned by root and with no times, so that equal entries give equal bytes. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap((entry) => [header(entry), ...body(entry)]);
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

function body(entry: TarEntry): Uint8Array[] {
  if (!('content' in entry)) return [];
  const rest = entry.content.byteLength % block;
  return [entry.content, Buffer.alloc(rest === 0 ? 0 : block - rest)];
}

/** Offsets and widths are those of the ustar header block. */
function header(entry: TarEntry): Buffer {
  if (Buffer.byteLength(entry.path) > 100) {
    throw new Error(`Cannot archive: a path must have at most 100 bytes, got ${entry.path}`);
  }
  const bytes = Buffer.alloc(block);
  bytes.write(entry.path, 0);
  bytes.write(octal('mode' in entry ? entry.mode : 0o777, 8), 100);
  bytes.write(octal(0, 8), 108);
  bytes.write(octal(0, 8), 116);
  bytes.write(octal('content' in entry ? entry.content.byteLength : 0, 12), 124);
  bytes.write(octal(0, 12), 136);
  bytes.write(typeOf(entry), 156);
  if ('linkTo' in entry) bytes.write(entry.linkTo, 157);
  bytes.write('ustar\u000000', 257);
  bytes.fill(' ', 148, 156);
  const checksum = bytes.reduce((sum, byte) => sum + byte, 0);
  bytes.write(`${octal(checksum, 7)}\u0000 `, 148);
  return bytes;
}

function typeOf(entry: TarEntry): string {
  if ('linkTo' in entry) return '2';
  return 'folder' in entry ? '5' : '0';
}

function octal(value: number, width: number): string {
  return value.toString(8).padStart(width - 1, '0');
}
