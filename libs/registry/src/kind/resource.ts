import type { Kind, KindFacts, Kinds } from '@flotilla/kinds';
import type { KubernetesObject, Qualified } from '@flotilla/machinery';

/** The plural with its group, as the store names it: `pods`, `deployments.apps`. */
export function resourceOf({ group, resource }: Pick<KindFacts, 'group' | 'resource'>): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** The kind that this kind's objects are stored as: itself, but for the views (events.k8s.io/v1, autoscaling/v1). */
export function storageKind(kinds: Kinds, kind: Kind): Kind {
  const of = kind.behaviour.view?.of;
  if (of === undefined) return kind;
  return kinds.all.find((each) => `${each.group}/${each.kind}` === of && each.behaviour.view === undefined) ?? kind;
}

/** A stored object in the form of the kind that was asked for. */
export function viewOf(kind: Kind, stored: KubernetesObject): KubernetesObject {
  return kind.behaviour.view?.fromStored(stored) ?? stored;
}

/** The inverse of {@link viewOf}. */
export function storedFormOf(kind: Kind, object: KubernetesObject): KubernetesObject {
  return kind.behaviour.view?.toStored(object) ?? object;
}

/** As errors about objects name their resource. */
export function qualifiedResource({ group, resource }: KindFacts): Qualified {
  return { group, name: resource };
}

/** As errors about an object's content name its kind. */
export function qualifiedKind({ group, kind }: KindFacts): Qualified {
  return { group, name: kind };
}

/** `v1`, `apps/v1`. */
export function apiVersionOf({ group, version }: Pick<KindFacts, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}
