import { type Kind, scaleColumns } from '@flotilla/kinds';
import {
  type ExpectedKind,
  isStatus,
  type JsonObject,
  type KubernetesObject,
  notFoundError,
} from '@flotilla/machinery';
import { type Registry, type ScaleObject, scaleOf, withScale } from '@flotilla/registry';
import { type AnswerForm, answerFormOf } from '../render/answer-form.ts';
import { conformed, decodeObject, expectedMessage } from '../request/decode-object.ts';
import { readBody } from '../request/read-body.ts';
import type { ResourceRequest } from '../request/request.ts';
import { addWarning, writeOptionsOf } from '../request/write-options.ts';
import { answerObject } from '../verbs/answer-object.ts';
import { patchTypeOf, readPatch } from '../verbs/patch.ts';
import type { VerbDeps } from '../verbs/verb.ts';

/** GET, PUT and PATCH of `scale`, whatever the kind: how many Pods it is to have, in one form for all. */
export async function scale({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const form = answerFormOf(request);
  const object = request.verb === 'get' ? await read(registry, request) : await write(registry, request);
  answer(request, { object: scaleOf(request.kind, object), form, now: now() });
}

async function read(registry: Registry, { kind, namespace, name }: ResourceRequest): Promise<KubernetesObject> {
  return (await registry.get({ kind, namespace, name })).object();
}

async function write(registry: Registry, request: ResourceRequest): Promise<KubernetesObject> {
  const { kind, namespace, name, verb } = request;
  const target = { kind, namespace, name };
  const expected = expectedMessage(registry, 'autoscaling/v1', 'Scale');
  const { context, next } = await (verb === 'update' ? readPut : readScalePatch)(registry, request, expected);
  const change = (present: KubernetesObject): KubernetesObject =>
    withScale(target, present, next(scaleOf(kind, present)) as ScaleObject);
  try {
    return (await registry.update({ target, subresource: '', change, context })).object;
  } catch (error) {
    if (!isStatus(error, 'NotFound') || error.status.details?.kind !== kind.resource) throw error;
    throw notFoundError({ group: kind.group, name: `${kind.resource}/scale` }, name);
  }
}

interface ScaleWrite {
  readonly context: ReturnType<typeof writeOptionsOf>['context'];
  next(present: ScaleObject): KubernetesObject;
}

async function readPut(registry: Registry, request: ResourceRequest, expected: ExpectedKind): Promise<ScaleWrite> {
  const { context, fieldValidation } = writeOptionsOf(request, 'UpdateOptions');
  const wanted = decodeObject(registry, request, await readBody(request.http), { fieldValidation, expected });
  return { context, next: () => wanted };
}

async function readScalePatch(
  { schema }: Registry,
  request: ResourceRequest,
  expected: ExpectedKind,
): Promise<ScaleWrite> {
  const type = patchTypeOf(request.http);
  const { context, fieldValidation } = writeOptionsOf(request, 'PatchOptions');
  const apply = readPatch(schema, expected, type, await readBody(request.http));
  const strictness = { fieldValidation, warn: (text: string) => addWarning(request.response, text) };
  const next = (present: ScaleObject) =>
    conformed(schema, expected, apply(present as unknown as JsonObject), strictness);
  return { context, next };
}

/** As a Table it has columns of its own. */
function answer(
  request: ResourceRequest,
  { object, form, now }: { readonly object: ScaleObject; readonly form: AnswerForm; readonly now: number },
): void {
  const kind: Kind = { ...request.kind, behaviour: { columns: scaleColumns } };
  answerObject({ ...request, kind }, { code: 200, object, form, now });
}
