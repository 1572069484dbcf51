import { idOf, type ObjectKey } from '@flotilla/machinery';
import type { Attributes } from './span-record.ts';

/** Names of OpenTelemetry's semantic conventions for Kubernetes, by resource. */
const nameAttributes: Readonly<Record<string, string>> = {
  'cronjobs.batch': 'k8s.cronjob.name',
  'daemonsets.apps': 'k8s.daemonset.name',
  'deployments.apps': 'k8s.deployment.name',
  'jobs.batch': 'k8s.job.name',
  namespaces: 'k8s.namespace.name',
  nodes: 'k8s.node.name',
  pods: 'k8s.pod.name',
  'replicasets.apps': 'k8s.replicaset.name',
  'statefulsets.apps': 'k8s.statefulset.name',
};

/** The attributes by which `flotilla trace` finds an object's spans. */
export const objectAttribute = 'flotilla.object';
export const verbAttribute = 'flotilla.verb';

/**
 * What a span says of the object it is about. `verb` is what was done, not what was asked: `create` also for an apply
 * that made the object; for a dry run a span names no object.
 */
export function objectAttributes(key: ObjectKey, verb: string): Attributes {
  const nameAttribute = nameAttributes[key.resource];
  return {
    [objectAttribute]: idOf(key),
    [verbAttribute]: verb,
    ...(key.namespace !== '' && { 'k8s.namespace.name': key.namespace }),
    ...(nameAttribute !== undefined && { [nameAttribute]: key.name }),
  };
}
