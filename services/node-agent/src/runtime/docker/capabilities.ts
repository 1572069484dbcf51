import { readFileSync } from 'node:fs';

/** The bit of CAP_SYS_RESOURCE. Source: capabilities(7). */
const sysResource = 24n;

/**
 * Whether this machine lets anyone raise a limit or protect a process from the out-of-memory killer: some virtual
 * machines take that from every process, and the Engine then refuses containers that ask for it.
 */
export function allowsProtection(statusFile = '/proc/1/status'): boolean {
  const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(readFileSync(statusFile, 'utf8'))?.[1];
  return bounding !== undefined && ((BigInt(`0x${bounding}`) >> sysResource) & 1n) === 1n;
}
