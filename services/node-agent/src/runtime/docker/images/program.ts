import programs from './generated/programs.json' with { type: 'json' };

export type Architecture = 'x64' | 'arm64';
export type ProgramName = keyof typeof programs;

/**
 * A program that containers need and that nothing on a user's machine can be counted on to hold or compile: no registry,
 * no compiler, no busybox. The sources are in `programs/`; `generated/programs.json` holds what an assembler makes of
 * them. The result is a static ELF executable for Linux; one of these is resident with 8 kB.
 */
export function program(name: ProgramName, architecture: Architecture): Buffer {
  return elf(machines[architecture], Buffer.from(programs[name][architecture], 'hex'));
}

/** As the Engine names the machine it runs on. */
export function architectureOf(machine: string): Architecture {
  if (machine === 'x86_64' || machine === 'amd64') return 'x64';
  if (machine === 'aarch64' || machine === 'arm64') return 'arm64';
  throw new Error(`Cannot run Pods: the machine must be x86_64 or aarch64, got ${machine}`);
}

/** `e_machine`. */
const machines: Record<Architecture, number> = { x64: 62, arm64: 183 };
const base = 0x400000n;
const headersSize = 64 + 56;
/** The largest page that either kernel may be built with. */
const alignment = 0x10000n;
const executable = 2;
const loaded = 1;
const readAndExecute = 5;

/** One segment holds headers and code; the code is entered at its first byte. Source: elf(5). */
function elf(machine: number, code: Buffer): Buffer {
  const size = BigInt(headersSize + code.byteLength);
  const file = Buffer.alloc(headersSize);
  file.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  file.writeUInt16LE(executable, 16);
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(base + BigInt(headersSize), 24);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt16LE(64, 58);
  file.writeUInt32LE(loaded, 64);
  file.writeUInt32LE(readAndExecute, 68);
  file.writeBigUInt64LE(base, 80);
  file.writeBigUInt64LE(base, 88);
  file.writeBigUInt64LE(size, 96);
  file.writeBigUInt64LE(size, 104);
  file.writeBigUInt64LE(alignment, 112);
  return Buffer.concat([file, code]);
}
