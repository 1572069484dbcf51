import { isDeepStrictEqual } from 'node:util';
import type { KindBehaviour } from '@flotilla/kinds';
import { conflictError, formatTime, type KubernetesObject } from '@flotilla/machinery';
import { nothing } from '../allocate/allocation.ts';
import { qualifiedKind, viewOf } from '../kind/resource.ts';
import { admit } from './admission.ts';
import { releaseOf } from './allocation-for.ts';
import { commitObject, readCurrent, storedTarget, writtenAs } from './commit.ts';
import type { WriteContext } from './context.ts';
import { deletionFinalizers, type PropagationPolicy } from './propagation.ts';
import { untilFresh } from './until-fresh.ts';
import type { Target, WriteDeps } from './write-deps.ts';

/** Source: Kubernetes API reference, DeleteOptions (v1). */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly propagationPolicy?: PropagationPolicy;
}

export interface DeleteRequest {
  readonly target: Target;
  readonly options: DeleteOptions;
  readonly context: WriteContext;
}

export interface Deleted {
  /** The object's last state, or its present one where it is still to end. */
  readonly object: KubernetesObject;
  readonly revision: number;
  /** Whether it is gone; otherwise it is terminating. */
  readonly gone: boolean;
}

/** Deletes at once, or marks as terminating what has a grace period or finalizers. */
export function remove(deps: WriteDeps, request: DeleteRequest): Promise<Deleted> {
  return untilFresh(request, () => removeOnce(deps, request));
}

async function removeOnce(deps: WriteDeps, { target, options, context }: DeleteRequest): Promise<Deleted> {
  const { kind } = target;
  const current = await readCurrent(deps, target);
  const { object: previous, stored } = current;
  checkPreconditions(target, options, previous);
  const admission = { ...target, operation: 'delete', subresource: '', object: previous, previous, context } as const;
  const guards = await admit(deps, admission);
  const next = terminating(deps, target, previous, options);
  if (next === 'unchanged') return { object: viewOf(kind, previous), revision: stored.revision, gone: false };
  const gone = next === 'gone';
  const object = gone ? previous : next;
  const write = { type: gone ? 'delete' : 'put', target: storedTarget(deps.kinds, target), object } as const;
  const allocation = gone ? await releaseOf(deps, target, previous) : nothing;
  const revision = await commitObject(deps, { ...write, current, guards, allocation, context });
  return { object: viewOf(kind, writtenAs(object, revision).object), revision, gone };
}

/** Throws a Conflict where the object is not the one, or not as, the options say. */
export function checkPreconditions(
  { kind, name }: Pick<Target, 'kind' | 'name'>,
  { preconditions }: DeleteOptions,
  { metadata }: KubernetesObject,
): void {
  const { uid, resourceVersion } = preconditions ?? {};
  // The reference names the kind here, where other conflicts name the resource.
  const refuse = (what: string, given: string, recorded: string | undefined, since: string): never => {
    const why = `the ${what} in the precondition (${given}) does not match the ${what} in record (${recorded ?? ''})`;
    throw conflictError(qualifiedKind(kind), name, `${why}. The object might have been ${since}`);
  };
  if (uid !== undefined && uid !== metadata.uid) refuse('UID', uid, metadata.uid, 'deleted and then recreated');
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    refuse('ResourceVersion', resourceVersion, metadata.resourceVersion, 'modified');
  }
}

/** The object as a deletion leaves it: gone, terminating, or as it was when it is terminating already. */
function terminating(
  deps: WriteDeps,
  { kind: { behaviour } }: Target,
  previous: KubernetesObject,
  options: DeleteOptions,
): KubernetesObject | 'gone' | 'unchanged' {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers: before = [] } = previous.metadata;
  const graceSeconds = behaviour.deletionGraceSeconds?.(previous, options.gracePeriodSeconds) ?? 0;
  const finalizers = deletionFinalizers(behaviour, before, options.propagationPolicy);
  const next = structuredClone(previous);
  if (finalizers.length > 0) next.metadata.finalizers = finalizers;
  else delete next.metadata.finalizers;
  if (graceSeconds === 0 && !isHeld(behaviour, next)) return 'gone';
  if (deletionTimestamp !== undefined && graceSeconds >= deletionGracePeriodSeconds) {
    return isDeepStrictEqual(finalizers, before) ? 'unchanged' : next;
  }
  next.metadata.deletionTimestamp = formatTime(deps.now() + graceSeconds * 1000);
  next.metadata.deletionGracePeriodSeconds = graceSeconds;
  if (behaviour.generation && deletionTimestamp === undefined) {
    next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
  }
  behaviour.beginDeletion?.(next);
  return next;
}

/** Whether something must still happen before the object may vanish. */
function isHeld(behaviour: KindBehaviour, object: KubernetesObject): boolean {
  const { finalizers = [], deletionTimestamp } = object.metadata;
  if (finalizers.length > 0) return true;
  if (behaviour.deletable?.(object) === false) return true;
  return behaviour.beginDeletion !== undefined && deletionTimestamp === undefined;
}
