import type { Kind } from '@flotilla/kinds';
import {
  applySchemaDefaults,
  badRequestError,
  type FieldError,
  formatTime,
  generateName,
  invalidError,
  isStatus,
  type KubernetesObject,
  validateObjectMeta,
} from '@flotilla/machinery';
import { CommitRefused } from '@flotilla/store';
import { apiVersionOf, qualifiedKind, storageKind, storedFormOf } from '../kind/resource.ts';
import { admit } from './admission.ts';
import { commitObject, refusedAs, writtenAs } from './commit.ts';
import type { WriteContext } from './context.ts';
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
  const generated = !request.object.metadata.name && !!request.object.metadata.generateName;
  for (let draw = 1; ; draw++) {
    try {
      return await createNamed(deps, { ...request, object: structuredClone(request.object) });
    } catch (error) {
      if (!generated || draw === NAME_DRAWS || !isStatus(error, 'AlreadyExists')) throw error;
    }
  }
}

async function createNamed(deps: WriteDeps, { target, object, context }: CreateRequest): Promise<Written> {
  const { kind, namespace } = target;
  beginMetadata(deps, target, object);
  const name = object.metadata.name ?? '';
  const named = { kind, namespace, name };
  const guards = await admit(deps.admission, {
    operation: 'create',
    kind,
    subresource: '',
    namespace,
    name,
    object,
    context,
  });
  applyDefaults(deps, target, object);
  begin(target, object);
  refuse(target, name, [...validate(target, object), ...(kind.behaviour.validateCreate?.(object) ?? [])]);
  for (const text of kind.behaviour.warnings?.(object) ?? []) context.warn(text);
  warnUnenforced(target, context);
  const stored = storedFormOf(kind, object);
  const write = {
    type: 'put',
    target: { ...named, kind: storageKind(deps.kinds, kind) },
    object: stored,
    guards,
    context,
  } as const;
  try {
    return writtenAs(object, await commitObject(deps, write));
  } catch (error) {
    throw error instanceof CommitRefused ? refusedAs(error, { ...write, target: named }) : error;
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
  if (!metadata.name && metadata.generateName) metadata.name = generateName(metadata.generateName, deps.random);
  if (target.kind.namespaced) metadata.namespace = target.namespace;
  else delete metadata.namespace;
  metadata.uid = deps.newUid();
  metadata.creationTimestamp = formatTime(deps.now());
}

/** The URL and the object must name the same thing. */
export function checkMatches({ kind, namespace, name }: Target, object: KubernetesObject): void {
  const { metadata } = object;
  if (name !== '' && !metadata.name) throw badRequestError('name must be provided');
  if (name !== '' && metadata.name !== name) {
    throw badRequestError(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
  if (kind.namespaced && metadata.namespace && metadata.namespace !== namespace) {
    throw badRequestError(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  checkKind(kind, object);
}

/** A patch may have changed what the object says that it is. */
function checkKind(kind: Kind, object: KubernetesObject): void {
  const [said, wanted] = [object, { apiVersion: apiVersionOf(kind), kind: kind.kind }].map(
    (each) => `${each.apiVersion}, Kind=${each.kind}`,
  );
  if (said === wanted) return;
  throw badRequestError(`the API version in the data (${said}) does not match the expected API version (${wanted})`);
}

export function applyDefaults(deps: WriteDeps, { kind }: Target, object: KubernetesObject): void {
  applySchemaDefaults(object, kind.type, deps.schema);
  kind.behaviour.applyDefaults?.(object);
}

function begin({ kind }: Target, object: KubernetesObject): void {
  if (hasStatus(kind) && !kind.behaviour.keepsStatusOnCreate) delete object.status;
  kind.behaviour.prepareCreate?.(object);
  if (kind.behaviour.generation) object.metadata.generation = 1;
}

export function hasStatus(kind: Kind): boolean {
  return kind.subresources.some(({ name }) => name === 'status');
}

export function validate({ kind }: Target, object: KubernetesObject): FieldError[] {
  const { nameRule = 'dns-subdomain' } = kind.behaviour;
  return [
    ...validateObjectMeta(object.metadata, { namespaced: kind.namespaced, nameRule }),
    ...(kind.behaviour.validate?.(object) ?? []),
  ];
}

export function warnUnenforced({ kind }: Target, context: WriteContext): void {
  if (kind.behaviour.unenforced !== undefined) context.warn(kind.behaviour.unenforced);
}

export function refuse({ kind }: Target, name: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidError(qualifiedKind(kind), name, errors);
}
