import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes `generated/programs.json` from the assembler sources beside this file: for each the machine code, as hexadecimal
 * text. Needs GNU binutils for both architectures (Debian: binutils, binutils-aarch64-linux-gnu). Run it after a change:
 * `node src/runtime/docker/images/programs/assemble.ts`.
 */
const tools = { x64: 'x86_64-linux-gnu-', arm64: 'aarch64-linux-gnu-' } as const;
const names = ['pause', 'gate'] as const;

export function assembleAll(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-programs-'));
  try {
    const programs = names.map((name) => {
      const machines = Object.entries(tools).map(([machine, prefix]) => [
        machine,
        assemble(folder, `${name}.${machine}.s`, prefix),
      ]);
      return [name, Object.fromEntries(machines)];
    });
    return `${JSON.stringify(Object.fromEntries(programs), undefined, 2)}\n`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function assemble(folder: string, source: string, prefix: string): string {
  const object = join(folder, 'program.o');
  const code = join(folder, 'program.bin');
  execFileSync(`${prefix}as`, [join(import.meta.dirname, source), '-o', object]);
  execFileSync(`${prefix}objcopy`, ['-O', 'binary', '-j', '.text', object, code]);
  return readFileSync(code, 'hex');
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, '../generated/programs.json'), assembleAll());
