import {
  type EventRecorder,
  isNamespaceTerminating,
  type OwnedPods,
  referenceTo,
  slowStart,
} from '@flotilla/controller';
import type { DaemonPod } from './daemon-pod.ts';
import type { DaemonSetView } from './daemon-set-view.ts';
import { daemonTemplate } from './daemon-template.ts';
import type { DaemonStep } from './plan-daemon-set.ts';

export interface ApplyDeps {
  readonly owned: OwnedPods;
  readonly events: EventRecorder;
  /** Told of each failed Pod that is deleted, by its node. */
  noteFailure(nodeName: string): void;
}

/** As upstream: how many Pods a round makes, and how many it deletes. */
const MOST_AT_ONCE = 250;

/** Does what a plan says: what fails at once fails once. Throws the first failure, which has been told. */
export async function applyDaemons(
  { owned, events, noteFailure }: ApplyDeps,
  set: DaemonSetView,
  { steps, hash }: { readonly steps: readonly DaemonStep[]; readonly hash: string },
): Promise<void> {
  const removals = steps.flatMap((step) => (step.type === 'delete' ? [step] : [])).slice(0, MOST_AT_ONCE);
  const nodeNames = steps.flatMap((step) => (step.type === 'create' ? [step.nodeName] : [])).slice(0, MOST_AT_ONCE);
  const results = await Promise.allSettled(
    removals.map(async ({ pod, why }) => {
      if (why === 'failed') noteFailure(pod.targetNode);
      if (why !== 'surplus') tellEnd(events, set, { pod, why });
      await owned.delete(set, pod);
    }),
  );
  const left = nodeNames.values();
  await slowStart(nodeNames.length, async () => {
    const { value: nodeName = '' } = left.next();
    const { template, templateGeneration } = set;
    await create(owned, set, daemonTemplate(template, { nodeName, hash, templateGeneration }));
  });
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function create(owned: OwnedPods, set: DaemonSetView, template: DaemonSetView['template']): Promise<void> {
  try {
    await owned.create(set, template);
  } catch (error) {
    if (!isNamespaceTerminating(error)) throw error;
  }
}

interface End {
  readonly pod: DaemonPod;
  readonly why: 'failed' | 'succeeded';
}

function tellEnd(events: EventRecorder, set: DaemonSetView, { pod, why }: End): void {
  const { namespace = '', name = '' } = pod.metadata;
  const found = `Found ${why} daemon pod ${namespace}/${name} on node ${pod.targetNode}`;
  const regarding = referenceTo(set.apiVersion, set.kind, set.metadata);
  if (why === 'failed') {
    events.record(regarding, { type: 'Warning', reason: 'FailedDaemonPod', message: `${found}, will try to kill it` });
  } else {
    const message = `${found}, will try to delete it`;
    events.record(regarding, { type: 'Normal', reason: 'SucceededDaemonPod', message });
  }
}
