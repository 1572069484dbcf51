/**
 * The program of a Pod's pause container: it holds the namespaces, reaps orphans where the Pod shares its process
 * namespace, and ends with 0 on SIGTERM or SIGINT. It is assembled here because nothing on a user's machine can be
 * counted on to compile or hold it (no compiler, no registry, no busybox), and because at 8 kB resident it is paid once
 * a Pod. The listings are the whole program; the bytes beside them are what an assembler makes of them.
 *
 * It blocks its three signals and waits for them, since the kernel throws away an unblocked signal that process 1 of a
 * namespace has no handler for.
 */
export type Architecture = 'x64' | 'arm64';

/** A static ELF executable for Linux. */
export function pauseProgram(architecture: Architecture): Buffer {
  const { machine, code } = programs[architecture];
  const listing = code.join(' ').replaceAll(' ', '');
  return elf(machine, Buffer.concat([Buffer.from(listing, 'hex'), signalSet()]));
}

/** SIGINT (2), SIGTERM (15) and SIGCHLD (17): signal n is bit n − 1. */
function signalSet(): Buffer {
  const set = Buffer.alloc(8);
  set.writeUInt32LE((1 << 1) | (1 << 14) | (1 << 16));
  return set;
}

const programs: Record<Architecture, { machine: number; code: readonly string[] }> = {
  x64: {
    machine: 62,
    code: [
      '31ff', //               xor  edi, edi          ; SIG_BLOCK
      '488d354f000000', //     lea  rsi, [rip+set]
      '31d2', //               xor  edx, edx          ; no old set
      '41ba08000000', //       mov  r10d, 8           ; bytes of a set
      'b80e000000', //         mov  eax, 14           ; rt_sigprocmask
      '0f05', //               syscall
      // wait:
      '488d3d39000000', //     lea  rdi, [rip+set]
      '31f6', //               xor  esi, esi          ; no siginfo
      '31d2', //               xor  edx, edx          ; no timeout
      '41ba08000000', //       mov  r10d, 8
      'b880000000', //         mov  eax, 128          ; rt_sigtimedwait
      '0f05', //               syscall
      '83f811', //             cmp  eax, 17           ; SIGCHLD
      '740d', //               je   reap
      '85c0', //               test eax, eax
      '78df', //               js   wait              ; interrupted
      '31ff', //               xor  edi, edi
      'b83c000000', //         mov  eax, 60           ; exit
      '0f05', //               syscall
      // reap:
      '6aff', //               push -1
      '5f', //                 pop  rdi               ; any child
      '31f6', //               xor  esi, esi          ; no status
      '6a01', //               push 1
      '5a', //                 pop  rdx               ; WNOHANG
      '4531d2', //             xor  r10d, r10d        ; no usage
      '6a3d', //               push 61
      '58', //                 pop  rax               ; wait4
      '0f05', //               syscall
      '85c0', //               test eax, eax
      '7fec', //               jg   reap
      'ebc0', //               jmp  wait
      // set:
    ],
  },
  arm64: {
    machine: 183,
    code: [
      '000080d2', //           mov  x0, #0            ; SIG_BLOCK
      '61030010', //           adr  x1, set
      '020080d2', //           mov  x2, #0            ; no old set
      '030180d2', //           mov  x3, #8            ; bytes of a set
      'e81080d2', //           mov  x8, #135          ; rt_sigprocmask
      '010000d4', //           svc  #0
      // wait:
      'c0020010', //           adr  x0, set
      '010080d2', //           mov  x1, #0            ; no siginfo
      '020080d2', //           mov  x2, #0            ; no timeout
      '030180d2', //           mov  x3, #8
      '281180d2', //           mov  x8, #137          ; rt_sigtimedwait
      '010000d4', //           svc  #0
      '1f4400f1', //           cmp  x0, #17           ; SIGCHLD
      'a0000054', //           b.eq reap
      '00ffffb7', //           tbnz x0, #63, wait     ; interrupted
      '000080d2', //           mov  x0, #0
      'a80b80d2', //           mov  x8, #93           ; exit
      '010000d4', //           svc  #0
      // reap:
      '00008092', //           mov  x0, #-1           ; any child
      '010080d2', //           mov  x1, #0            ; no status
      '220080d2', //           mov  x2, #1            ; WNOHANG
      '030080d2', //           mov  x3, #0            ; no usage
      '882080d2', //           mov  x8, #260          ; wait4
      '010000d4', //           svc  #0
      '1f0000f1', //           cmp  x0, #0
      '2cffff54', //           b.gt reap
      'ecffff17', //           b    wait
      '1f2003d5', //           nop                    ; set stands on 8 bytes
      // set:
    ],
  },
};

const base = 0x400000n;
const headersSize = 64 + 56;

/** One read-and-execute segment that holds headers and program. Source: elf(5). */
function elf(machine: number, program: Buffer): Buffer {
  const size = BigInt(headersSize + program.byteLength);
  const file = Buffer.alloc(headersSize);
  file.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(base + BigInt(headersSize), 24);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt16LE(64, 58);
  file.writeUInt32LE(1, 64);
  file.writeUInt32LE(5, 68);
  file.writeBigUInt64LE(base, 80);
  file.writeBigUInt64LE(base, 88);
  file.writeBigUInt64LE(size, 96);
  file.writeBigUInt64LE(size, 104);
  file.writeBigUInt64LE(0x10000n, 112);
  return Buffer.concat([file, program]);
}
