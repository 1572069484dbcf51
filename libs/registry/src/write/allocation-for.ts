import type { KubernetesObject } from '@flotilla/machinery';
import { type Allocation, nothing } from '../allocate/allocation.ts';
import { allocate, isService, release } from '../allocate/service-allocator.ts';
import type { WriteContext } from './context.ts';
import type { Target, WriteDeps } from './write-deps.ts';

interface Change {
  readonly target: Target;
  /** Gets what it lacks. */
  readonly object: KubernetesObject;
  /** Absent on create. */
  readonly previous?: KubernetesObject;
  readonly context: WriteContext;
  readonly attempt: number;
}

/** What a create or update of the object itself is given out of what all objects share. Only Services are. */
export async function allocationFor(deps: WriteDeps, change: Change): Promise<Allocation> {
  const { target, object, previous, context, attempt } = change;
  if (!isService(target.kind)) return nothing;
  object.spec ??= {};
  return allocate(deps, {
    owner: target,
    spec: object.spec as object,
    before: previous === undefined ? undefined : ((previous.spec ?? {}) as object),
    attempt,
    dryRun: context.dryRun,
  });
}

/** What an object gives back as it goes. */
export function releaseOf(deps: WriteDeps, target: Target, object: KubernetesObject): Promise<Allocation> {
  return isService(target.kind) ? release(deps, object) : Promise.resolve(nothing);
}
