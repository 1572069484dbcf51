import { readdirSync, readFileSync } from 'node:fs';

/** What a process holds and has used. */
export interface Usage {
  /** Resident, pages shared with others counted whole. */
  readonly residentBytes: number;
  /** Resident, pages shared with others counted in parts. */
  readonly proportionalBytes: number;
  readonly cpuMs: number;
}

/** Of a process without its children. Source: proc(5). */
export function usageOf(pid: number): Usage {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const bytes = (field: string) => 1024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0);
  return { residentBytes: bytes('Rss'), proportionalBytes: bytes('Pss'), cpuMs: cpuMsOf(pid) };
}

/** Of threads that still run, in steps of a nanosecond where ticks would be 10 ms. Source: sched-stats of the kernel. */
function cpuMsOf(pid: number): number {
  const spent = readdirSync(`/proc/${pid}/task`).map((task) => {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ');
    return Number(nanoseconds) / 1e6;
  });
  return spent.reduce((sum, each) => sum + each, 0);
}
