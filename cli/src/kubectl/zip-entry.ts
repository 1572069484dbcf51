import { inflateRawSync } from 'node:zlib';

/**
 * One file out of a zip archive (APPNOTE.TXT, without its 64-bit extensions); undefined where the archive has none of
 * that name.
 */
export function readZipEntry(archive: Buffer, name: string): Buffer | undefined {
  const entry = findEntry(archive, name);
  if (entry === undefined) return undefined;
  // The local header repeats the name, and has extra fields of its own length.
  const start =
    entry.localOffset +
    30 +
    archive.readUInt16LE(entry.localOffset + 26) +
    archive.readUInt16LE(entry.localOffset + 28);
  const data = archive.subarray(start, start + entry.compressedSize);
  return entry.method === stored ? data : inflateRawSync(data);
}

const stored = 0;
const endOfDirectory = Buffer.from('PK\u0005\u0006');

function findEntry(archive: Buffer, name: string) {
  const end = archive.lastIndexOf(endOfDirectory);
  if (end === -1) throw new Error('Cannot read the archive: it must be a zip file');
  let offset = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = archive.readUInt16LE(offset + 28);
    if (archive.toString('utf8', offset + 46, offset + 46 + nameLength) === name) {
      return {
        method: archive.readUInt16LE(offset + 10),
        compressedSize: archive.readUInt32LE(offset + 20),
        localOffset: archive.readUInt32LE(offset + 42),
      };
    }
    offset += 46 + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return undefined;
}
