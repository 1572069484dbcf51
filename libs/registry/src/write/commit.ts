import type { Kind, Kinds } from '@flotilla/kinds';
import {
  alreadyExistsError,
  conflictError,
  forbiddenError,
  type KubernetesObject,
  modifiedError,
  notFoundError,
  StatusError,
} from '@flotilla/machinery';
import { CommitRefused, type Guard, type StoredObject, type Write } from '@flotilla/store';
import { objectAttributes } from '@flotilla/telemetry';
import { type Allocation, nothing, refusedAllocation } from '../allocate/allocation.ts';
import { decodeBody, encodeBody } from '../body/body.ts';
import { facetsOf } from '../cache/entry.ts';
import { qualifiedResource, resourceOf, storageKind } from '../kind/resource.ts';
import { answered } from './answered.ts';
import type { WriteContext } from './context.ts';
import { tryWrite } from './try-write.ts';
import type { Target, WriteDeps, Written } from './write-deps.ts';

/** An object as the store has it, opened, and what a write to it is computed from. */
export interface Current {
  readonly stored: StoredObject;
  readonly object: KubernetesObject;
}

/** The same object as what it is stored as: another only for the views. */
export function storedTarget(kinds: Kinds, target: Target): Target {
  return { ...target, kind: storageKind(kinds, target.kind) };
}

/** Throws 404 where there is none. */
export async function readCurrent(deps: WriteDeps, target: Target): Promise<Current> {
  const { kind, namespace, name } = storedTarget(deps.kinds, target);
  const stored = await answered(deps.store.get({ resource: resourceOf(kind), namespace, name }));
  if (stored === undefined) throw notFoundError(qualifiedResource(target.kind), name);
  return { stored, object: deps.seal.open(decodeBody(stored.body)) };
}

export interface ObjectWrite {
  readonly type: 'put' | 'delete';
  /** Of the kind that the object is stored as. */
  readonly target: Target;
  readonly object: KubernetesObject;
  /** Absent: the object must not exist yet. */
  readonly current?: Current;
  readonly guards: readonly Guard[];
  /** What is given to the object, or taken back from it, with this write. */
  readonly allocation?: Allocation;
  readonly context: WriteContext;
}

/**
 * Commits one write; resolves with its revision, which is 0 for a dry run. Throws CommitRefused as it comes: who asked
 * knows what it means.
 */
export async function commitObject(deps: WriteDeps, write: ObjectWrite): Promise<number> {
  const { allocation = nothing, guards } = write;
  try {
    return await commitWith(deps, write, allocation);
  } catch (error) {
    throw error instanceof CommitRefused ? refusedAllocation(error, allocation, guards.length) : error;
  }
}

async function commitWith(deps: WriteDeps, write: ObjectWrite, { guards, companions }: Allocation): Promise<number> {
  const { target, context } = write;
  if (context.dryRun) return tryWrite(deps.store, storeWrite(deps, write), write.guards);
  const key = { resource: resourceOf(target.kind), namespace: target.namespace, name: target.name };
  const verb = write.type === 'delete' ? 'delete' : write.current === undefined ? 'create' : 'update';
  return deps.telemetry.step('commit', { attributes: objectAttributes(key, verb) }, async () => {
    const traceparent = deps.telemetry.current();
    const revisions = await answered(
      deps.store.commit({
        writes: [storeWrite(deps, write), ...companions.map((companion) => companion.write)],
        guards: [...write.guards, ...guards.map(({ guard }) => guard), ...(context.guards ?? [])],
        meta: {
          user: context.user.name,
          fieldManager: context.fieldManager,
          time: deps.now(),
          requestId: context.requestId,
          ...(traceparent === undefined ? {} : { traceparent }),
        },
      }),
    );
    return revisions[0] ?? 0;
  });
}

function storeWrite(deps: WriteDeps, { type, target, object, current }: ObjectWrite): Write {
  const { kind, namespace, name } = target;
  const { behaviour } = kind;
  const expires = behaviour.expiresAfterSeconds;
  const previous =
    current !== undefined && facetsChanged(kind, object, current.object) ? current.stored.body : undefined;
  const base = {
    key: { resource: resourceOf(kind), namespace, name },
    uid: object.metadata.uid ?? '',
    body: encodeBody(deps.seal.close(object)),
    expected: current?.stored.revision ?? 0,
    ...(previous === undefined ? {} : { previous }),
  };
  if (type === 'delete') return { ...base, type };
  const mark = behaviour.guardMark?.(object);
  return {
    ...base,
    type,
    terminating: object.metadata.deletionTimestamp !== undefined,
    ...(mark === undefined ? {} : { mark }),
    ...(expires === undefined ? {} : { expiresAt: deps.now() + expires * 1000 }),
  };
}

function facetsChanged(kind: Kind, next: KubernetesObject, previous: KubernetesObject): boolean {
  return JSON.stringify(facetsOf(kind, next)) !== JSON.stringify(facetsOf(kind, previous));
}

/** The object as that commit left it. */
export function writtenAs(object: KubernetesObject, revision: number): Written {
  const isDryRun = revision === 0;
  if (!isDryRun) object.metadata.resourceVersion = `${revision}`;
  return { object, revision, changed: !isDryRun };
}

/** Says what a refused commit means to whoever asked for this write. */
export function refusedAs(
  { refusal }: CommitRefused,
  { target, guards, context }: Omit<ObjectWrite, 'object' | 'type'>,
): StatusError {
  const resource = qualifiedResource(target.kind);
  switch (refusal.reason) {
    case 'exists':
      return alreadyExistsError(resource, target.name);
    case 'missing':
      return notFoundError(resource, target.name);
    case 'stale':
      return modifiedError(resource, target.name);
    case 'guard':
      return guardRefusedAs([...guards, ...(context.guards ?? [])][refusal.index], refusal.why, target);
  }
}

function guardRefusedAs(guard: Guard | undefined, why: string, { kind, name }: Target): StatusError {
  const resource = qualifiedResource(kind);
  if (guard?.type !== 'live' || guard.key.resource !== 'namespaces') {
    return conflictError(resource, name, `a condition of this write no longer holds (${why})`);
  }
  const namespace = guard.key.name;
  if (why === 'missing') return notFoundError({ group: '', name: 'namespaces' }, namespace);
  const detail = `namespace ${namespace} is being terminated`;
  const error = forbiddenError(
    resource,
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  const cause = { reason: 'NamespaceTerminating', message: detail, field: 'metadata.namespace' };
  return new StatusError(error.code, error.reason, error.message, { ...error.status.details, causes: [cause] });
}
