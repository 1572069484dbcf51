import { crc32, deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readZipEntry } from './zip-entry.ts';

/** A zip archive of these files; every second one is compressed. */
function zip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [index, [name, text]] of Object.entries(files).entries()) {
    const method = index % 2 === 0 ? 0 : 8;
    const data = method === 0 ? Buffer.from(text) : deflateRawSync(text);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt32LE(crc32(text), 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(Buffer.byteLength(text), 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), shared, Buffer.from(name), data]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\0\0'), shared, entry, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

const files = { 'helm/helm': 'plain', 'kubectl/kubectl': 'compressed '.repeat(100) };

test('a file comes out as it went in, compressed or not', () => {
  expect(readZipEntry(zip(files), 'helm/helm')?.toString()).toBe('plain');
  expect(readZipEntry(zip(files), 'kubectl/kubectl')?.toString()).toBe(files['kubectl/kubectl']);
});

test('a name that is not in the archive gives nothing', () => {
  expect(readZipEntry(zip(files), 'kubectl')).toBeUndefined();
});

test('what is no archive is refused', () => {
  expect(() => readZipEntry(Buffer.from('hello'), 'kubectl')).toThrow('it must be a zip file');
});
