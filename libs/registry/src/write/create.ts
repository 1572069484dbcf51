import { badRequestError, formatTime, generateName, isStatus, type KubernetesObject } from '@flotilla/machinery';
import { CommitRefused } from '@flotilla/store';
import { isService } from '../allocate/service-allocator.ts';
import { storedFormOf } from '../kind/resource.ts';
import { admit } from './admission.ts';
import { allocationFor } from './allocation-for.ts';
import { commitObject, refusedAs, storedTarget, writtenAs } from './commit.ts';
import type { WriteContext } from './context.ts';
import { applyDefaults, hasStatus, refuse, validate } from './kind-rules.ts';
import { checkMatches } from './match-target.ts';
import { untilFresh } from './until-fresh.ts';
import type { Target, WriteDeps, Written } from './write-deps.ts';

export interface CreateRequest {
  /** `name` is empty where the object brings its own, or a generateName. */
  readonly target: Target;
  /** Pruned and of the right shape; this request's own copy. */
  readonly object: KubernetesObject;
  readonly context: WriteContext;
}

/** How often a generated name is drawn anew when it is taken. */
const NAME_DRAWS = 8;

/** Admission → defaulting → validation → commit, for an object that is not there yet. */
export async function create(deps: WriteDeps, request: CreateRequest): Promise<Written> {
  const { name, generateName: prefix } = request.object.metadata;
  if (name || !prefix) return createNamed(deps, request);
  for (let draw = 1; ; draw++) {
    const object = structuredClone(request.object);
    object.metadata.name = generateName(prefix, deps.random);
    try {
      return await createNamed(deps, { ...request, object });
    } catch (error) {
      if (draw === NAME_DRAWS || !isStatus(error, 'AlreadyExists')) throw error;
    }
  }
}

/** What is allocated may be another's by the time it is committed: then all is computed anew from the request. */
function createNamed(deps: WriteDeps, request: CreateRequest): Promise<Written> {
  if (!isService(request.target.kind)) return createOnce(deps, request, 1);
  return untilFresh(request, (attempt) => {
    return createOnce(deps, { ...request, object: structuredClone(request.object) }, attempt);
  });
}

async function createOnce(deps: WriteDeps, request: CreateRequest, attempt: number): Promise<Written> {
  const { target, object, context } = request;
  const { behaviour } = target.kind;
  beginMetadata(deps, target, object);
  const named = { ...target, name: object.metadata.name ?? '' };
  const guards = await admit(deps, { ...named, operation: 'create', subresource: '', object, context });
  applyDefaults(deps, target, object);
  begin(target, object);
  const allocation = await allocationFor(deps, { target: named, object, context, attempt });
  refuse(target, named.name, [...validate(target, object), ...(behaviour.validateCreate?.(object) ?? [])]);
  for (const text of behaviour.warnings?.(object) ?? []) context.warn(text);
  if (behaviour.unenforced !== undefined) context.warn(behaviour.unenforced);
  const stored = { target: storedTarget(deps.kinds, named), object: storedFormOf(target.kind, object) };
  const write = { type: 'put', ...stored, guards, allocation, context } as const;
  try {
    return writtenAs(object, await commitObject(deps, write));
  } catch (error) {
    if (!(error instanceof CommitRefused) || error.refusal.reason === 'stale') throw error;
    throw refusedAs(error, { ...write, target: named });
  }
}

/** What the server, not the client, says of a new object. */
function beginMetadata(deps: WriteDeps, target: Target, object: KubernetesObject): void {
  const { metadata } = object;
  checkMatches(target, object);
  if (metadata.resourceVersion) throw badRequestError('resourceVersion should not be set on objects to be created');
  delete metadata.resourceVersion;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.generation;
  if (target.kind.namespaced) metadata.namespace = target.namespace;
  else delete metadata.namespace;
  metadata.uid = deps.newUid();
  metadata.creationTimestamp = formatTime(deps.now());
}

function begin({ kind }: Target, object: KubernetesObject): void {
  if (hasStatus(kind) && !kind.behaviour.keepsStatusOnCreate) delete object.status;
  kind.behaviour.prepareCreate?.(object);
  if (kind.behaviour.generation) object.metadata.generation = 1;
}
