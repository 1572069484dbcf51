import { readFileSync } from 'node:fs';

/** Which process a pid meant: pids are used again, a pid with its start is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the machine's boot and the process's start. */
  readonly startTicks: number;
}

/** Undefined where no such process runs; one that has ended and waits to be reaped does not run. */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = readProc(pid, 'stat');
  // The command's name is in parentheses and may hold spaces; the fields after it are numbered from 3.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === undefined || startTicks === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, startTicks: Number(startTicks) };
}

export function isRunning(process: ProcessIdentity): boolean {
  return identify(process.pid)?.startTicks === process.startTicks;
}

/** Resident memory; undefined where the process is gone. */
export function residentBytes(pid: number): number | undefined {
  const kilobytes = readProc(pid, 'status')?.match(/^VmRSS:\s+(\d+) kB$/m)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** The words a process was started with, joined by spaces; empty where it may not be read. */
export function commandLine(pid: number): string {
  return (readProc(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim();
}

/** Resolves with whether the process ended within this time. */
export async function hasEnded(process: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isRunning(process)) {
    if (Date.now() > deadline) return false;
    // Only a parent is told of an end, and these are not our children.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
