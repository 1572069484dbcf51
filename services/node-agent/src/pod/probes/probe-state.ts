import type { Probe } from '@flotilla/kinds/core/v1';
import type { Verdict } from '../run-health.ts';

/** How the checks of one probe have gone. */
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

/** The verdict changes when as many checks in a row say so as its threshold wants. */
export function afterCheck(state: ProbeState, check: Verdict, probe: Probe): ProbeState {
  const inARow = state.last === check ? state.inARow + 1 : 1;
  const { failureThreshold = defaultFailureThreshold, successThreshold = defaultSuccessThreshold } = probe;
  const wanted = check === 'passed' ? successThreshold : failureThreshold;
  return { verdict: inARow >= wanted ? check : state.verdict, last: check, inARow };
}
