import { isStatus, type KubernetesObject, type LabelMatcher, type ObjectMeta } from '@flotilla/machinery';
import type { Client, ResourceType } from '@flotilla/registry';
import { controllerOf, controllerReference, isControlledBy, type Owned, type Owner } from './owner.ts';

/** Who among the candidates is the owner's, and what must be written so that all say the same. */
export interface ClaimPlan<O extends Owned> {
  readonly owned: readonly O[];
  /** Orphans that its selector chooses. */
  readonly adopt: readonly O[];
  /** Its own that its selector no longer chooses. */
  readonly release: readonly O[];
}

/**
 * An owner that is being deleted takes and gives nothing. `chosen` is its selector, and whatever else must hold.
 * Source: Kubernetes design proposal, "ControllerRef".
 */
export function planClaim<O extends Owned>(
  owner: Owner,
  chosen: (object: O) => boolean,
  candidates: readonly O[],
): ClaimPlan<O> {
  const mine = candidates.filter((object) => isControlledBy(object, owner));
  const owned = mine.filter(chosen);
  if (owner.metadata.deletionTimestamp !== undefined) return { owned, adopt: [], release: [] };
  const orphans = candidates.filter(
    (object) => controllerOf(object) === undefined && object.metadata.deletionTimestamp === undefined,
  );
  return { owned, adopt: orphans.filter(chosen), release: mine.filter((object) => !chosen(object)) };
}

/** Labels alone as what {@link planClaim} chooses by. */
export function chosenBy(matcher: LabelMatcher): (object: Owned) => boolean {
  return ({ metadata }) => matcher.matches(metadata.labels);
}

/**
 * Writes what the plan says and resolves with all that the owner has then. Nothing is adopted unless the store still
 * holds the owner, under this uid and not being deleted: throws Conflict then.
 */
export async function applyClaim<O extends Owned>(
  client: Client,
  owner: Owner,
  type: ResourceType<KubernetesObject>,
  { owned, adopt, release }: ClaimPlan<O>,
): Promise<readonly O[]> {
  for (const { metadata } of release) await change(client, type, metadata, (fresh) => releaseFrom(fresh, owner));
  if (adopt.length === 0) return owned;
  await refuseUnlessLive(client, owner);
  const adopted: O[] = [];
  for (const object of adopt) {
    if (await change(client, type, object.metadata, (fresh) => adoptFor(fresh, owner))) adopted.push(object);
  }
  return [...owned, ...adopted];
}

async function refuseUnlessLive(client: Client, owner: Owner): Promise<void> {
  const { apiVersion, kind, metadata } = owner;
  const { namespace = '', name = '', uid = '' } = metadata;
  const fresh = await client.get<KubernetesObject>({ apiVersion, kind }, { namespace, name });
  if (fresh?.metadata.uid === uid && fresh.metadata.deletionTimestamp === undefined) return;
  throw new Error(`Cannot adopt for ${kind} ${namespace}/${name}: it must live with uid ${uid}, and does no longer`);
}

/** False where the object has gone or is no longer what was seen. */
async function change(
  client: Client,
  type: ResourceType<KubernetesObject>,
  { namespace = '', name = '', uid }: ObjectMeta,
  edit: (metadata: ObjectMeta) => boolean,
): Promise<boolean> {
  let isDone = false;
  try {
    await client.update(type, { namespace, name }, ({ metadata }) => {
      isDone = metadata.uid === uid && edit(metadata);
    });
    return isDone;
  } catch (error) {
    if (isStatus(error, 'NotFound')) return false;
    throw error;
  }
}

function adoptFor(metadata: ObjectMeta, owner: Owner): boolean {
  const controller = controllerOf({ metadata });
  if (controller !== undefined || metadata.deletionTimestamp !== undefined)
    return controller?.uid === owner.metadata.uid;
  const others = (metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
  metadata.ownerReferences = [...others, controllerReference(owner)];
  return true;
}

function releaseFrom(metadata: ObjectMeta, owner: Owner): boolean {
  metadata.ownerReferences = (metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
  return true;
}
