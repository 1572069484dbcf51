import { type EventRecorder, referenceTo } from '@flotilla/controller';
import type { StatefulSetView } from './stateful-set-view.ts';

export type StatefulVerb = 'Create' | 'Update' | 'Delete';

/** Tells, as Events of the set, what became of its Pods and their claims. */
export interface StatefulEvents {
  did(set: StatefulSetView, verb: StatefulVerb, pod: string): void;
  failed(set: StatefulSetView, verb: StatefulVerb, pod: string, error: unknown): void;
  madeClaim(set: StatefulSetView, claim: string, pod: string): void;
  failedClaim(set: StatefulSetView, claim: string, pod: string, error: unknown): void;
  conflictingController(set: StatefulSetView, claim: string): void;
}

export function createStatefulEvents(events: EventRecorder): StatefulEvents {
  const tell = (set: StatefulSetView, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    events.record(referenceTo(set.apiVersion, set.kind, set.metadata), { type, reason, message });
  const place = ({ metadata }: StatefulSetView, pod: string): string =>
    `Pod ${pod} in StatefulSet ${metadata.name ?? ''}`;
  return {
    did: (set, verb, pod) => tell(set, 'Normal', `Successful${verb}`, `${verb} ${place(set, pod)} successful`),
    failed: (set, verb, pod, error) =>
      tell(set, 'Warning', `Failed${verb}`, `${verb} ${place(set, pod)} failed error: ${textOf(error)}`),
    madeClaim: (set, claim, pod) =>
      tell(set, 'Normal', 'SuccessfulCreate', `Create Claim ${claim} ${place(set, pod)} success`),
    failedClaim: (set, claim, pod, error) =>
      tell(
        set,
        'Warning',
        'FailedCreate',
        `Create Claim ${claim} for ${place(set, pod)} failed error: ${textOf(error)}`,
      ),
    conflictingController: (set, claim) => {
      const what = `PersistentVolumeClaim ${claim} has a conflicting OwnerReference that acts as a manging controller`;
      tell(set, 'Warning', 'ConflictingController', `${what}, the retention policy is ignored for this claim`);
    },
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
