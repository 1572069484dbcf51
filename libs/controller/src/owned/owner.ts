import type { ObjectMeta, OwnerReference } from '@flotilla/machinery';

/** An object that has others: what their references name it by. */
export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** Whatever may have an owner. */
export interface Owned {
  readonly metadata: ObjectMeta;
}

/** The reference by which `owner` controls an object, and which holds the owner until the object has gone. */
export function controllerReference({ apiVersion, kind, metadata }: Owner): OwnerReference {
  const { name = '', uid = '' } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** The one owner that manages an object. */
export function controllerOf({ metadata }: Owned): OwnerReference | undefined {
  return metadata.ownerReferences?.find((reference) => reference.controller);
}

export function isControlledBy(object: Owned, owner: Owner): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}
