import type { DeploymentSpec, DeploymentStatus, ReplicaSetStatus } from '@flotilla/kinds/apps/v1';
import { type ReplicaSetView, viewReplicaSet } from '../replica-set/replica-set-view.ts';
import { type DeploymentView, viewDeployment } from './deployment-view.ts';
import { replicasAnnotations } from './replicas-annotations.ts';

const template = (image: string, hash = {}) => ({
  metadata: { labels: { app: 'web', ...hash } },
  spec: { containers: [{ name: 'main', image }] },
});

/** A Deployment of this image, `spec` on top of it. */
export function deploymentOf(spec: Partial<DeploymentSpec> & { image?: string } = {}, status: DeploymentStatus = {}) {
  const { image = 'v1', ...rest } = spec;
  const selector = { matchLabels: { app: 'web' } };
  return viewDeployment({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'default', name: 'web', uid: 'web-uid', generation: 1 },
    spec: {
      replicas: 3,
      selector,
      template: template(image),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      ...rest,
    },
    status,
  });
}

export interface SetParts extends Partial<ReplicaSetStatus> {
  readonly replicas: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A ReplicaSet of this image, which is its name too; with so many Pods, all available, but for what is said. */
export function setOf(image: string, { annotations = {}, ...parts }: SetParts): ReplicaSetView {
  const { replicas, ...status } = parts;
  const hash = { 'pod-template-hash': image };
  return viewReplicaSet({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      namespace: 'default',
      name: image,
      uid: image,
      generation: 1,
      // A later version is a later one.
      creationTimestamp: `2026-01-01T00:00:${image.slice(1).padStart(2, '0')}Z`,
      annotations: { ...annotations },
    },
    spec: { replicas, selector: { matchLabels: hash }, template: template(image, hash) },
    status: { replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: 1, ...status },
  });
}

/** The same as it was made for a Deployment of that size. */
export function setFor(deployment: DeploymentView, image: string, parts: SetParts): ReplicaSetView {
  return setOf(image, { ...parts, annotations: { ...replicasAnnotations(deployment), ...parts.annotations } });
}
