import type { Probe } from '@flotilla/kinds/core/v1';
import type { ActionTarget } from '../actions/action.ts';
import { containersOf } from '../containers.ts';
import { hasBegun, healthOf, isStarted } from '../health.ts';
import { newestRun, type ObservedPod } from '../observed-pod.ts';
import { isEnding, type Wish } from '../plan.ts';
import type { ProbeKind } from '../run-health.ts';
import type { StoredPod } from '../stored-pod.ts';

/** One probe of one run. */
export interface ProbeTarget extends ActionTarget {
  readonly kind: ProbeKind;
  readonly probe: Probe;
  /** The run, in milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface ProbedPod {
  readonly pod: StoredPod;
  readonly wish: Wish;
  readonly observed: ObservedPod;
}

/** Source: Kubernetes documentation, "Configure Liveness, Readiness and Startup Probes", startup probes. */
const beforeStart: readonly ProbeKind[] = ['startup'];
const afterStart: readonly ProbeKind[] = ['liveness', 'readiness'];

/** What is to be probed of a Pod that stands like this. */
export function probeTargets({ pod, wish, observed }: ProbedPod): ProbeTarget[] {
  return containersOf(pod).flatMap((part) => {
    const run = part.role === 'init' ? undefined : newestRun(observed, part.container.name)?.run;
    if (run?.state.is !== 'running' || !hasBegun(part, run, observed)) return [];
    const { container } = part;
    const { startedAt } = run.state;
    const address = observed.runtime?.sandbox?.addresses[0] ?? '';
    const kinds = isStarted(part, run, observed) ? afterStart : beforeStart;
    return kinds.flatMap((kind): ProbeTarget[] => {
      const probe = container[`${kind}Probe`];
      // What is about to be stopped is not asked how it is; readiness alone is of interest to its end.
      const isSettled = kind !== 'readiness' && (isEnding({ pod, wish }) || healthOf(observed, run)[kind] === 'failed');
      if (probe === undefined || isSettled) return [];
      return [{ asker: 'probe', kind, probe, runId: run.id, container, address, startedAt }];
    });
  });
}
