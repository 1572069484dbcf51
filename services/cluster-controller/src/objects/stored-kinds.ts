import type { Kind } from '@flotilla/kinds';
import { type Registry, resourceOf, storageKind } from '@flotilla/registry';

/** Each resource once, as the kind that its objects are stored as; only those whose objects can be deleted. */
export function storedKinds({ kinds }: Registry): Kind[] {
  const candidates = kinds.all.filter((kind) => kind.verbs.includes('delete') && storageKind(kinds, kind) === kind);
  return [...new Map(candidates.map((kind) => [resourceOf(kind), kind])).values()];
}
