import type { ReplicaSetView } from '../replica-set/replica-set-view.ts';
import { type DeploymentView, mostReplicas } from './deployment-view.ts';

/** What a ReplicaSet was last told of its Deployment: how many Pods it wants, and how many there may be. */
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MOST = 'deployment.kubernetes.io/max-replicas';

export const REPLICAS_ANNOTATIONS: readonly string[] = [DESIRED, MOST];

export function replicasAnnotations(deployment: DeploymentView): Record<string, string> {
  return { [DESIRED]: String(deployment.replicas), [MOST]: String(mostReplicas(deployment)) };
}

/** Undefined where there is none, or what there is is no number of Pods. */
export const desiredAnnotation = (set: ReplicaSetView): number | undefined => countIn(set, DESIRED);

export const mostAnnotation = (set: ReplicaSetView): number | undefined => countIn(set, MOST);

function countIn({ metadata }: ReplicaSetView, name: string): number | undefined {
  const text = metadata.annotations?.[name] ?? '';
  const count = Number(text);
  return /^\d+$/.test(text) && count < 2 ** 31 ? count : undefined;
}
