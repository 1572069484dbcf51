import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a program of this machine writes; rejects where it fails. */
export async function output(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(program, [...args], { maxBuffer: 64 * 2 ** 20 });
  return stdout;
}

/** The same, as lines without empty ones. */
export async function lines(program: string, ...args: readonly string[]): Promise<string[]> {
  return (await output(program, ...args)).split('\n').filter((line) => line !== '');
}

/** Whether a process runs; one that has ended and waits to be reaped does not. */
export function isAlive(pid: number): boolean {
  try {
    const state = /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}

/** Each a /17, as CIDR. */
export interface FreeRanges {
  readonly pods: string;
  readonly services: string;
}

/** Ranges of addresses that nothing on this machine has a route to. */
export async function freeRanges(): Promise<FreeRanges> {
  const routes = await output('ip', '-4', 'route', 'show', 'table', 'all');
  for (let second = 200; second < 250; second++) {
    if (routes.includes(`10.${second}.`)) continue;
    return { pods: `10.${second}.0.0/17`, services: `10.${second}.128.0/17` };
  }
  throw new Error('Cannot find address ranges: one of 10.200.0.0/16 to 10.249.0.0/16 must be free on this machine');
}
