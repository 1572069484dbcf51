import { setTimeout as pause } from 'node:timers/promises';
import { startFlotilla } from '../harness/flotilla.ts';
import { ratio, short } from '../harness/numbers.ts';
import { type Usage, usageOf } from '../harness/processes.ts';
import { formatTable, publish } from '../harness/results.ts';
import type { Server } from '../harness/server.ts';
import { startUpstream, upstreamBinaries } from '../harness/upstream.ts';

/** What is made ready, compiled or collected after a start is over by then. */
const settleMs = 60_000;
const windowMs = 60_000;
/** Upstream has no such process: what stands beside its control plane is the rest. */
const apart = 'traefik';

interface Idle {
  readonly name: string;
  readonly before: Usage;
  readonly after: Usage;
}

/** Both idle side by side, so that the same 60 s count for both. */
const servers: Server[] = [];
try {
  servers.push(await startFlotilla());
  if (upstreamBinaries !== undefined) servers.push(await startUpstream(upstreamBinaries));
  await pause(settleMs);
  const before = servers.map(look);
  await pause(windowMs);
  const idle = servers.map((server, index) => compare(before[index] ?? new Map(), look(server)));
  await publish(import.meta.dirname, describe(servers, idle));
} finally {
  await Promise.all(servers.map((server) => server.stop()));
}

function look({ processes }: Server): Map<string, Usage> {
  return new Map([...processes].map(([name, pid]) => [name, usageOf(pid)]));
}

function compare(before: ReadonlyMap<string, Usage>, after: ReadonlyMap<string, Usage>): Idle[] {
  return [...after].flatMap(([name, usage]) => {
    const was = before.get(name);
    return was === undefined ? [] : [{ name, before: was, after: usage }];
  });
}

function describe(all: readonly Server[], idle: readonly (readonly Idle[])[]): string[] {
  const counted = idle.map((processes) => processes.filter(({ name }) => name !== apart));
  const [ours = [], reference] = counted;
  const rows = idle.flatMap((processes, index) => [
    ...(counted[index] ?? []).map(rowOf),
    [`**${all[index]?.name}**`, ...figures(counted[index] ?? [])],
    ...processes.filter(({ name }) => name === apart).map(rowOf),
  ]);
  const compared = reference === undefined ? [] : [['**ratio**', ...ratios(ours, reference)]];
  return formatTable(['process', 'resident, sum', 'shared pages in parts', 'CPU, of a core'], [...rows, ...compared]);
}

function rowOf(process: Idle): string[] {
  return [process.name, ...figures([process])];
}

function figures(processes: readonly Idle[]): string[] {
  const { resident, proportional, cpu } = totals(processes);
  return [`${short(resident)} MiB`, `${short(proportional)} MiB`, `${short(cpu)} %`];
}

function ratios(ours: readonly Idle[], theirs: readonly Idle[]): string[] {
  const [own, reference] = [totals(ours), totals(theirs)];
  return [
    ratio(own.resident, reference.resident),
    ratio(own.proportional, reference.proportional),
    ratio(own.cpu, reference.cpu),
  ];
}

function totals(processes: readonly Idle[]) {
  const sum = (value: (each: Idle) => number) => processes.reduce((total, each) => total + value(each), 0);
  return {
    resident: sum(({ after }) => after.residentBytes) / 1024 ** 2,
    proportional: sum(({ after }) => after.proportionalBytes) / 1024 ** 2,
    cpu: (100 * sum(({ before, after }) => after.cpuMs - before.cpuMs)) / windowMs,
  };
}
