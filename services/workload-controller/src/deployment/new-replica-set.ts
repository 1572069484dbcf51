import { controllerReference, shortHash } from '@flotilla/controller';
import type { ReplicaSet } from '@flotilla/kinds/apps/v1';
import { ReplicaSets } from '../objects/kinds.ts';
import { HASH_LABEL } from '../objects/same-template.ts';
import { annotationsOfCurrent } from './plan-revision.ts';
import { newReplicas } from './plan-rolling.ts';
import { replicasAnnotations } from './replicas-annotations.ts';
import type { Rollout } from './rollout.ts';

/** The longest name of an object. */
const LONGEST_NAME = 253;

/** The ReplicaSet of the present template. It is named by what it holds, so that one that is made twice is made once. */
export function newReplicaSet(rollout: Rollout): ReplicaSet {
  const { deployment, old } = rollout;
  const { namespace = '', name = '' } = deployment.metadata;
  const { template, selectorForm, minReadySeconds, status } = deployment;
  const hash = shortHash(template, status.collisionCount);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  return {
    apiVersion: ReplicaSets.apiVersion,
    kind: ReplicaSets.kind,
    metadata: {
      namespace,
      name: `${name.slice(0, LONGEST_NAME - 1 - hash.length)}-${hash}`,
      labels,
      annotations: { ...annotationsOfCurrent(deployment, {}, old), ...replicasAnnotations(deployment) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: newReplicas(rollout),
      minReadySeconds,
      selector: { ...selectorForm, matchLabels: { ...selectorForm.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}
