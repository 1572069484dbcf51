import type { Bus } from '@flotilla/bus';
import type { Kind, Kinds } from '@flotilla/kinds';
import { methodNotAllowedError, type StatusError } from '@flotilla/machinery';
import type { Request, Response } from 'express';
import { NoSuchPage, noSuchPathError } from '../errors/no-such-path.ts';
import { authenticate } from '../identity/authenticate.ts';
import { authorize, authorizePath } from '../identity/authorize.ts';
import { type ResourceRequest, splitTarget, type Verb, verbOf } from '../request/request.ts';
import { parseRequestPath, type RequestPath } from '../request/request-path.ts';
import { addWarning } from '../request/write-options.ts';
import { createReview } from '../reviews/create-review.ts';
import { isReview } from '../reviews/review.ts';
import { podAttach, podExec } from '../streaming/pod-command.ts';
import { podPortForward } from '../streaming/port-forward.ts';
import { proxy } from '../streaming/proxy.ts';
import { podBinding } from '../subresources/pod-binding.ts';
import { podEviction } from '../subresources/pod-eviction.ts';
import { podLog } from '../subresources/pod-log.ts';
import { scale } from '../subresources/scale.ts';
import { create } from '../verbs/create.ts';
import { remove, removeCollection } from '../verbs/delete.ts';
import { get } from '../verbs/get.ts';
import { list } from '../verbs/list.ts';
import { patch } from '../verbs/patch.ts';
import { update } from '../verbs/update.ts';
import type { VerbDeps, VerbHandler } from '../verbs/verb.ts';
import { watch } from '../verbs/watch.ts';

export interface ResourceDeps extends VerbDeps {
  /** For bulk traffic with nodes. */
  readonly bulk: Bus;
}

const HANDLERS: Readonly<Record<Verb, VerbHandler>> = {
  get,
  list,
  watch,
  create,
  update,
  patch,
  delete: remove,
  deletecollection: removeCollection,
};

/** The parts of objects that are read and written with the object itself, by the same verbs. */
const OBJECT_PARTS = new Set(['', 'status', 'finalize', 'ephemeralcontainers', 'approval', 'resize']);

/** Answers every request for a resource: one handler a verb, whatever the kind. Resolves when it has been answered. */
export async function handleResource(deps: ResourceDeps, http: Request, response: Response): Promise<void> {
  const request = readRequest(deps, http, response);
  const { kind, subresource, verb } = request;
  const offered = subresource === '' ? kind : kind.subresources.find(({ name }) => name === subresource);
  if (offered === undefined) throw noSuchPathError();
  if (!offered.verbs.includes(verb)) throw notAllowed();
  if (kind.behaviour.deprecation !== undefined) addWarning(response, kind.behaviour.deprecation);
  await handlerOf(deps, request)(deps, request);
}

function readRequest({ registry }: ResourceDeps, http: Request, response: Response): ResourceRequest {
  const user = authenticate(http);
  const { path: pathname, query } = splitTarget(http.originalUrl);
  const path = parseRequestPath(pathname);
  if (path === undefined) {
    authorizePath(user, http.method.toLowerCase(), pathname);
    throw noSuchPathError();
  }
  const verb = verbOf(http.method, path, query);
  authorize(user, { verb: verb ?? http.method.toLowerCase(), ...path });
  const kind = kindAt(registry.kinds, path);
  if (verb === undefined || !mayBeDoneAt(path, verb, kind)) throw notAllowed();
  const { namespace, name, subresource } = path;
  return { verb, kind, namespace, name, subresource, query, user, http, response };
}

/** The kind that a path is about. Throws 404, in two forms, where there is none in this place. */
function kindAt(kinds: Kinds, { group, version, resource, namespace, name }: RequestPath): Kind {
  const kind = kinds.byResource(group, version, resource);
  if (kind === undefined && !kinds.all.some((each) => each.group === group)) throw new NoSuchPage();
  const isPlaced = kind?.namespaced ? namespace !== '' || name === '' : namespace === '';
  if (kind === undefined || !isPlaced) throw noSuchPathError();
  return kind;
}

/** Objects are made in collections, and collections of all namespaces are only read. */
function mayBeDoneAt({ namespace, name, subresource }: RequestPath, verb: Verb, kind: Kind): boolean {
  if (name !== '') return verb !== 'create' || subresource !== '';
  if (verb === 'list' || verb === 'watch') return true;
  return (verb === 'create' || verb === 'deletecollection') && (!kind.namespaced || namespace !== '');
}

function notAllowed(): StatusError {
  return methodNotAllowedError('the server does not allow this method on the requested resource');
}

function handlerOf(deps: ResourceDeps, { kind, subresource, verb }: ResourceRequest): VerbHandler {
  if (subresource === '' && isReview(kind.kind)) return createReview;
  if (kind.group === '' && kind.kind === 'Binding') return podBinding;
  if (OBJECT_PARTS.has(subresource)) return HANDLERS[verb];
  if (subresource === 'scale') return scale;
  if (subresource === 'proxy' && kind.kind !== 'Node') return (_, request) => proxy(deps, request);
  if (kind.group === '' && kind.kind === 'Pod') {
    if (subresource === 'exec') return (_, request) => podExec(deps, request);
    if (subresource === 'attach') return (_, request) => podAttach(deps, request);
    if (subresource === 'portforward') return (_, request) => podPortForward(deps, request);
    if (subresource === 'log') return (_, request) => podLog(deps, request);
    if (subresource === 'binding') return podBinding;
    if (subresource === 'eviction') return podEviction;
  }
  throw methodNotAllowedError(`${kind.resource}/${subresource} is not served yet by this version of Flotilla`);
}
