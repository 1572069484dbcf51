import type { Kind } from '@flotilla/kinds';
import type { Scale } from '@flotilla/kinds/autoscaling/v1';
import {
  badRequestError,
  conflictError,
  invalid,
  invalidError,
  type KubernetesObject,
  type LabelSelector,
  labelMatcherOf,
  validateObjectMeta,
} from '@flotilla/machinery';
import type { Target } from '../write/write-deps.ts';

export type ScaleObject = Scale & KubernetesObject;

/** What the kinds that can be scaled have in common. */
interface Scalable extends KubernetesObject {
  spec?: { replicas?: number; selector?: LabelSelector | Readonly<Record<string, string>> };
  status?: { replicas?: number };
}

/** The one form in which any kind is scaled. Source: Kubernetes API reference, Scale (autoscaling/v1). */
export function scaleOf(kind: Kind, object: KubernetesObject): ScaleObject {
  const { metadata, spec, status }: Scalable = object;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const place = { name, namespace, uid, resourceVersion, creationTimestamp };
  const given = Object.entries(place).filter(([, value]) => value !== undefined);
  const selector = selectorText(kind, spec?.selector);
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: Object.fromEntries(given),
    // As upstream writes it: what is nothing is left out.
    spec: spec?.replicas ? { replicas: spec.replicas } : {},
    status: { replicas: status?.replicas ?? 0, ...(selector === '' ? {} : { selector }) },
  };
}

/** A ReplicationController knows its Pods by plain labels, the others by a selector. */
function selectorText({ group }: Kind, selector: LabelSelector | Readonly<Record<string, string>> = {}): string {
  const form = group === '' ? { matchLabels: selector as Readonly<Record<string, string>> } : selector;
  return labelMatcherOf(form).toString();
}

/**
 * The object with the number that `scale` asks for, which was made from this version of it or from one that the client
 * knows. Throws 400, 409 and 422.
 */
export function withScale(target: Target, present: KubernetesObject, scale: ScaleObject): KubernetesObject {
  refuseUnfit(target, present, scale);
  const next: Scalable = { ...present, metadata: { ...present.metadata } };
  next.spec = { ...(present as Scalable).spec, replicas: scale.spec?.replicas ?? 0 };
  if (scale.metadata.resourceVersion) next.metadata.resourceVersion = scale.metadata.resourceVersion;
  else delete next.metadata.resourceVersion;
  return next;
}

function refuseUnfit({ kind, namespace, name }: Target, present: KubernetesObject, scale: ScaleObject): void {
  const metadata = { ...scale.metadata, namespace: scale.metadata.namespace || namespace };
  if (metadata.name && metadata.name !== name) {
    throw badRequestError(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
  if (metadata.namespace !== namespace) {
    throw badRequestError('the namespace of the provided object does not match the namespace sent on the request');
  }
  const { replicas = 0 } = scale.spec ?? {};
  const errors = [
    ...validateObjectMeta(metadata, { namespaced: true, nameRule: 'dns-subdomain' }),
    ...(replicas < 0 ? [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')] : []),
  ];
  if (errors.length > 0) throw invalidError({ group: 'autoscaling', name: 'Scale' }, name, errors);
  const { uid } = present.metadata;
  if (!metadata.uid || metadata.uid === uid) return;
  const why = `UID in precondition: ${metadata.uid}, UID in object meta: ${uid ?? ''}`;
  throw conflictError({ group: kind.group, name: `${kind.resource}/scale` }, name, `Precondition failed: ${why}`);
}
