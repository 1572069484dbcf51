import type { Probe } from '@flotilla/kinds/core/v1';
import type { Verdict } from '../health.ts';

/** How the attempts of one probe have gone. */
export interface ProbeState {
  /** Undefined until a threshold is first reached. */
  readonly verdict: Verdict | undefined;
  readonly last: Verdict | undefined;
  /** How often in a row the last one has come. */
  readonly inARow: number;
}

export const unprobed: ProbeState = { verdict: undefined, last: undefined, inARow: 0 };

/** The API server's defaults. */
const defaultFailureThreshold = 3;
const defaultSuccessThreshold = 1;

/** The verdict changes when as many attempts in a row say so as its threshold wants. */
export function afterAttempt(state: ProbeState, attempt: Verdict, probe: Probe): ProbeState {
  const inARow = state.last === attempt ? state.inARow + 1 : 1;
  const { failureThreshold = defaultFailureThreshold, successThreshold = defaultSuccessThreshold } = probe;
  const wanted = attempt === 'passed' ? successThreshold : failureThreshold;
  return { verdict: inARow >= wanted ? attempt : state.verdict, last: attempt, inARow };
}
