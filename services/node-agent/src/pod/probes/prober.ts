import type { Clock } from '../../clock.ts';
import { type ActionResult, type PerformAction, TimedOut } from '../actions/action.ts';
import type { Verdict } from '../run-health.ts';
import { afterCheck, unprobed } from './probe-state.ts';
import type { ProbeTarget } from './probe-targets.ts';

export interface ProberDeps {
  readonly clock: Clock;
  readonly perform: PerformAction;
  /** From 0 to below 1. */
  random(): number;
  /** A probe has come to another verdict than before. */
  judged(target: ProbeTarget, verdict: Verdict): void;
  /** One check is over. */
  checked(target: ProbeTarget, result: ActionResult): void;
}

/** Probes one Pod's containers, each probe on a timer of its own. */
export interface Prober {
  /** From now on these are probed, and no others. What was probed before goes on as it was. */
  keep(targets: readonly ProbeTarget[]): void;
  close(): void;
}

/** The API server's defaults. */
const defaultPeriodSeconds = 10;
const defaultTimeoutSeconds = 1;

export function createProber(deps: ProberDeps): Prober {
  const stops = new Map<string, () => void>();
  const bornAt = deps.clock.now();
  const keep = (targets: readonly ProbeTarget[]) => {
    const wanted = new Map(targets.map((target) => [`${target.runId}/${target.kind}`, target]));
    for (const [key, stop] of stops) {
      if (wanted.has(key)) continue;
      stops.delete(key);
      stop();
    }
    for (const [key, target] of wanted) {
      if (!stops.has(key)) stops.set(key, startProbe(deps, target, firstDelayMs(deps, target, bornAt)));
    }
  };
  return { keep, close: () => keep([]) };
}

/** What ran before this agent did is not probed all at once. */
function firstDelayMs({ clock, random }: ProberDeps, { probe, startedAt }: ProbeTarget, bornAt: number): number {
  const isAdopted = startedAt < bornAt;
  const spreadMs = isAdopted ? random() * periodMsOf(probe) : 0;
  return Math.max(0, startedAt + 1000 * (probe.initialDelaySeconds ?? 0) - clock.now(), spreadMs);
}

/** Returns what ends it. */
function startProbe(deps: ProberDeps, target: ProbeTarget, delayMs: number): () => void {
  const { clock, judged, checked } = deps;
  let state = unprobed;
  let isOver = false;
  let present = new AbortController();
  let cancelTimer = () => {};
  const check = async () => {
    const next = clock.now() + periodMsOf(target.probe);
    present = new AbortController();
    const result = await performInTime(deps, target, present);
    if (isOver) return;
    cancelTimer = clock.after(Math.max(0, next - clock.now()), () => void check());
    checked(target, result);
    if (result.is === 'unknown') return;
    const before = state.verdict;
    state = afterCheck(state, result.is === 'failure' ? 'failed' : 'passed', target.probe);
    if (state.verdict !== undefined && state.verdict !== before) judged(target, state.verdict);
  };
  cancelTimer = clock.after(delayMs, () => void check());
  return () => {
    isOver = true;
    cancelTimer();
    present.abort();
  };
}

async function performInTime(
  { clock, perform }: ProberDeps,
  target: ProbeTarget,
  stopping: AbortController,
): Promise<ActionResult> {
  const seconds = target.probe.timeoutSeconds ?? defaultTimeoutSeconds;
  // An answer that came while the agent itself was busy is heard first.
  const stop = () => setImmediate(() => stopping.abort(new TimedOut(seconds)));
  const cancelTimer = clock.after(1000 * seconds, stop);
  try {
    return await perform(target.probe, target, stopping.signal);
  } finally {
    cancelTimer();
  }
}

function periodMsOf({ periodSeconds }: ProbeTarget['probe']): number {
  return 1000 * (periodSeconds ?? defaultPeriodSeconds);
}
