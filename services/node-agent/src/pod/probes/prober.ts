import type { Clock } from '../../clock.ts';
import { type ActionResult, type PerformAction, TimedOut } from '../actions/action.ts';
import type { Verdict } from '../health.ts';
import { afterAttempt, unprobed } from './probe-state.ts';
import type { ProbeTarget } from './probe-targets.ts';

export interface ProberDeps {
  readonly clock: Clock;
  readonly perform: PerformAction;
  /** From 0 to below 1. */
  random(): number;
  /** A probe has come to another verdict than before. */
  judged(target: ProbeTarget, verdict: Verdict): void;
  /** One attempt is over. */
  attempted(target: ProbeTarget, result: ActionResult): void;
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
  const { clock, judged, attempted } = deps;
  const stopping = new AbortController();
  let state = unprobed;
  let cancelTimer = () => {};
  const attempt = async () => {
    const next = clock.now() + periodMsOf(target.probe);
    const result = await performInTime(deps, target, stopping.signal);
    if (stopping.signal.aborted) return;
    cancelTimer = clock.after(Math.max(0, next - clock.now()), () => void attempt());
    attempted(target, result);
    if (result.is === 'unknown') return;
    const before = state.verdict;
    state = afterAttempt(state, result.is === 'failure' ? 'failed' : 'passed', target.probe);
    if (state.verdict !== undefined && state.verdict !== before) judged(target, state.verdict);
  };
  cancelTimer = clock.after(delayMs, () => void attempt());
  return () => {
    cancelTimer();
    stopping.abort();
  };
}

async function performInTime(
  { clock, perform }: ProberDeps,
  target: ProbeTarget,
  stopped: AbortSignal,
): Promise<ActionResult> {
  const seconds = target.probe.timeoutSeconds ?? defaultTimeoutSeconds;
  const tooLate = new AbortController();
  const cancelTimer = clock.after(1000 * seconds, () => tooLate.abort(new TimedOut(seconds)));
  try {
    return await perform(target.probe, target, AbortSignal.any([stopped, tooLate.signal]));
  } finally {
    cancelTimer();
  }
}

function periodMsOf({ periodSeconds }: ProbeTarget['probe']): number {
  return 1000 * (periodSeconds ?? defaultPeriodSeconds);
}
