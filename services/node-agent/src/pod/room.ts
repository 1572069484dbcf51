import type { NodeLink } from '../link/node-link.ts';
import type { NodeFacts } from '../node/node-facts.ts';
import type { PodRuntime } from '../runtime/runtime.ts';
import { isTerminal } from './pod-status.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import type { StoredPod } from './stored-pod.ts';

export interface RoomDeps {
  readonly runtime: Pick<PodRuntime, 'pod'>;
  readonly link: Pick<NodeLink, 'mailbox'>;
  readonly facts: NodeFacts;
  /** Whether a Pod that is worked on here takes room; undefined for one that is not. */
  takesRoom(uid: string): boolean | undefined;
}

/** Why this node turns a new Pod away; undefined where it does not. One that has begun before never is. */
export function refusalHere({ runtime, link, facts, takesRoom }: RoomDeps, pod: StoredPod): Refusal | undefined {
  const hasBegun = ({ metadata, status }: StoredPod) =>
    runtime.pod(metadata.uid) !== undefined || status?.startTime !== undefined;
  if (hasBegun(pod) || pod.metadata.deletionTimestamp !== undefined) return undefined;
  const { metadata, spec } = link.mailbox.node ?? {};
  const { name, allocatable, labels } = facts;
  const pods = Array.from(link.mailbox.pods.values(), (each) => each.pod).filter(
    (each) => takesRoom(each.metadata.uid) ?? (hasBegun(each) && !isTerminal(each.status ?? {})),
  );
  return refusalOf(pod, { name, allocatable, pods, labels: metadata?.labels ?? labels, taints: spec?.taints ?? [] });
}
