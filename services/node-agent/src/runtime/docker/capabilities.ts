import { readFileSync } from 'node:fs';

/** In the order of their numbers, from 0, as far as every Engine knows them. Source: capabilities(7). */
const names = [
  ...['CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP'],
  ...['LINUX_IMMUTABLE', 'NET_BIND_SERVICE', 'NET_BROADCAST', 'NET_ADMIN', 'NET_RAW', 'IPC_LOCK', 'IPC_OWNER'],
  ...['SYS_MODULE', 'SYS_RAWIO', 'SYS_CHROOT', 'SYS_PTRACE', 'SYS_PACCT', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_NICE'],
  ...['SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'MKNOD', 'LEASE', 'AUDIT_WRITE', 'AUDIT_CONTROL', 'SETFCAP'],
  ...['MAC_OVERRIDE', 'MAC_ADMIN', 'SYSLOG', 'WAKE_ALARM', 'BLOCK_SUSPEND', 'AUDIT_READ'],
];

/**
 * The capabilities that no process can have on this machine: some virtual machines take SYS_RESOURCE from all of them.
 * The Engine then refuses privileged containers, and those that ask for such a capability, or to be protected from the
 * out-of-memory killer. Read from what the machine's first process can have.
 */
export function missingCapabilities(statusFile = '/proc/1/status'): string[] {
  const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(readFileSync(statusFile, 'utf8'))?.[1] ?? '0';
  const bits = BigInt(`0x${bounding}`);
  return names.filter((_name, number) => ((bits >> BigInt(number)) & 1n) === 0n);
}
