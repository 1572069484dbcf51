import { isDeepStrictEqual } from 'node:util';
import type { Kind } from '@flotilla/kinds';
import {
  badRequestError,
  conflictError,
  type FieldError,
  invalid,
  type KubernetesObject,
  modifiedError,
  validateObjectMetaUpdate,
} from '@flotilla/machinery';
import { nothing } from '../allocate/allocation.ts';
import { qualifiedResource, storedFormOf, viewOf } from '../kind/resource.ts';
import { admit } from './admission.ts';
import { allocationFor, releaseOf } from './allocation-for.ts';
import { commitObject, readCurrent, storedTarget, writtenAs } from './commit.ts';
import type { WriteContext } from './context.ts';
import { applyDefaults, hasStatus, refuse, validate } from './kind-rules.ts';
import { checkMatches } from './match-target.ts';
import { untilFresh } from './until-fresh.ts';
import type { Target, WriteDeps, Written } from './write-deps.ts';

export interface UpdateRequest {
  readonly target: Target;
  /** Empty for the object itself, or `status`, or another part that a kind lets be written on its own. */
  readonly subresource: string;
  /**
   * The next version from the present one, whose copy it may change. Called again when another writer came first,
   * unless what it returns bears a resourceVersion of the client's own.
   */
  change(present: KubernetesObject): KubernetesObject | Promise<KubernetesObject>;
  readonly context: WriteContext;
}

/** Admission → defaulting → validation → commit, for an object that is there. */
export function update(deps: WriteDeps, request: UpdateRequest): Promise<Written> {
  return untilFresh(request, (attempt) => updateOnce(deps, request, attempt));
}

async function updateOnce(deps: WriteDeps, request: UpdateRequest, attempt: number): Promise<Written> {
  const { target, subresource, context } = request;
  const { kind, name } = target;
  const current = await readCurrent(deps, target);
  const { revision } = current.stored;
  const previous = viewOf(kind, current.object);
  const next = await request.change(structuredClone(previous));
  checkMatches(target, next);
  checkVersion(target, next, previous, revision);
  keepServerFields(next, previous);
  applyDefaults(deps, target, next);
  const admission = { ...target, operation: 'update', subresource, object: next, previous, context } as const;
  const guards = await admit(deps, admission);
  const allocated =
    subresource === '' ? await allocationFor(deps, { target, object: next, previous, context, attempt }) : nothing;
  prepare(target, subresource, next, previous);
  refuse(target, name, errorsOf(request, next, previous));
  warn(request, next, previous);
  if (isDeepStrictEqual(next, previous)) return { object: previous, revision, changed: false };
  const type = isFinished(kind, next) ? 'delete' : 'put';
  const write = { type, target: storedTarget(deps.kinds, target), object: storedFormOf(kind, next) } as const;
  const allocation = type === 'delete' ? await releaseOf(deps, target, previous) : allocated;
  return writtenAs(next, await commitObject(deps, { ...write, current, guards, allocation, context }));
}

function warn(
  { target: { kind }, subresource, context }: UpdateRequest,
  next: KubernetesObject,
  previous: KubernetesObject,
): void {
  const { updateWarnings, unenforced } = kind.behaviour;
  for (const text of subresource === '' ? (updateWarnings?.(next, previous) ?? []) : []) context.warn(text);
  if (unenforced !== undefined) context.warn(unenforced);
}

/** Whether nothing holds a terminating object any more: its last finalizer has gone with this write. */
function isFinished({ behaviour }: Kind, object: KubernetesObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds > 0) return false;
  return finalizers.length === 0 && (behaviour.deletable?.(object) ?? true);
}

function checkVersion(target: Target, next: KubernetesObject, previous: KubernetesObject, revision: number): void {
  const resource = qualifiedResource(target.kind);
  const { resourceVersion, uid } = next.metadata;
  if (resourceVersion && !/^\d+$/.test(resourceVersion)) {
    throw badRequestError(`invalid resourceVersion: ${JSON.stringify(resourceVersion)} must be a decimal number`);
  }
  if (!resourceVersion && target.kind.behaviour.requiresResourceVersion) {
    refuse(target, target.name, [invalid('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
  if (uid && uid !== previous.metadata.uid) {
    const why = `UID in precondition: ${uid}, UID in object meta: ${previous.metadata.uid ?? ''}`;
    throw conflictError(resource, target.name, `Precondition failed: ${why}`);
  }
  if (resourceVersion && Number(resourceVersion) !== revision) throw modifiedError(resource, target.name);
}

const SERVER_FIELDS = [
  'uid',
  'namespace',
  'creationTimestamp',
  'resourceVersion',
  'generation',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** What a client can leave out or send as it likes: it stays as it is. */
function keepServerFields({ metadata }: KubernetesObject, { metadata: previous }: KubernetesObject): void {
  for (const field of SERVER_FIELDS) keep(metadata, previous, field);
  if (metadata.generateName === undefined) keep(metadata, previous, 'generateName');
}

function keep<T extends object, K extends keyof T>(into: T, from: T, field: K): void {
  if (from[field] === undefined) delete into[field];
  else into[field] = from[field];
}

function prepare({ kind }: Target, subresource: string, next: KubernetesObject, previous: KubernetesObject): void {
  const { behaviour } = kind;
  const own = behaviour.subresources?.[subresource];
  if (subresource === 'status') {
    keepAllButStatus(next, previous);
    behaviour.prepareStatusUpdate?.(next, previous);
  } else if (subresource === '') {
    if (hasStatus(kind)) keep(next, previous, 'status');
    behaviour.prepareUpdate?.(next, previous);
  } else own?.prepareUpdate(next, previous);
  if (behaviour.generation && !own?.keepsGeneration && !isDeepStrictEqual(wanted(next), wanted(previous))) {
    next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
  }
}

/** What an object asks for: all of it but its metadata and status. For most kinds that is the spec. */
function wanted({ metadata: _, status: __, ...rest }: KubernetesObject): object {
  return rest;
}

function keepAllButStatus(next: KubernetesObject, previous: KubernetesObject): void {
  for (const field of new Set([...Object.keys(next), ...Object.keys(previous)])) {
    if (field !== 'metadata' && field !== 'status') keep(next, previous, field);
  }
}

function errorsOf(
  { target, subresource }: UpdateRequest,
  next: KubernetesObject,
  previous: KubernetesObject,
): FieldError[] {
  const { behaviour } = target.kind;
  const metadata = validateObjectMetaUpdate(next.metadata, previous.metadata);
  if (subresource === 'status') return [...metadata, ...(behaviour.validateStatusUpdate?.(next, previous) ?? [])];
  const own = behaviour.subresources?.[subresource];
  if (own !== undefined) return [...metadata, ...own.validateUpdate(next, previous)];
  return [...validate(target, next), ...metadata, ...(behaviour.validateUpdate?.(next, previous) ?? [])];
}
