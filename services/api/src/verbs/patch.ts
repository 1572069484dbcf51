import type { Kind } from '@flotilla/kinds';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  badRequestError,
  type Json,
  JsonError,
  type JsonObject,
  type KubernetesObject,
  readJson,
  StatusError,
  unsupportedMediaTypeError,
} from '@flotilla/machinery';
import type { Registry } from '@flotilla/registry';
import { answerFormOf } from '../render/answer-form.ts';
import { conformed } from '../request/decode-object.ts';
import { parseMediaType } from '../request/media-type.ts';
import { readBody } from '../request/read-body.ts';
import type { ResourceRequest } from '../request/request.ts';
import { addWarning, writeOptionsOf } from '../request/write-options.ts';
import { answerObject } from './answer-object.ts';
import type { VerbDeps } from './verb.ts';

/** Makes the next version from the present one. */
type Patch = (present: JsonObject) => JsonObject;

const APPLY = 'application/apply-patch+yaml';
const STRATEGIC = 'application/strategic-merge-patch+json';
const ACCEPTED = ['application/json-patch+json', 'application/merge-patch+json', STRATEGIC, APPLY];

/** PATCH of an object or a part of it. A patch is applied anew when another writer came first. */
export async function patch({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, namespace, name, subresource, http, response } = request;
  const form = answerFormOf(request);
  const type = patchTypeOf(http);
  const { context, fieldValidation } = writeOptionsOf(request, 'PatchOptions');
  const apply = readPatch(registry.schema, kind, type, await readBody(http));
  const strictness = { fieldValidation, warn: (text: string) => addWarning(response, text) };
  const change = (present: KubernetesObject): KubernetesObject =>
    conformed(registry.schema, kind, apply(present as unknown as JsonObject), strictness);
  const written = await registry.update({ target: { kind, namespace, name }, subresource, change, context });
  answerObject(request, { code: 200, object: written.object, form, now: now() });
}

/** Throws 400 for what is no JSON; of a strategic patch upstream says no more than the decoder does. */
function parsePatch(body: Buffer, type: string): Json {
  try {
    return readJson(body.toString('utf8'));
  } catch (error) {
    const prefix = type === STRATEGIC ? '' : 'error decoding patch: ';
    throw error instanceof JsonError ? badRequestError(`${prefix}${error.message}`) : error;
  }
}

/** Throws 415 for a form that is none. */
export function patchTypeOf(http: ResourceRequest['http']): string {
  const { type } = parseMediaType(http.headers['content-type'] ?? '');
  if (!ACCEPTED.includes(type)) throw unsupportedMediaTypeError(ACCEPTED);
  if (type !== APPLY) return type;
  const message = 'server-side apply is not served yet by this version of Flotilla';
  throw new StatusError(415, 'UnsupportedMediaType', message);
}

/** Throws 400. */
export function readPatch(schema: Registry['schema'], kind: Pick<Kind, 'type'>, type: string, body: Buffer): Patch {
  const patch = parsePatch(body, type);
  switch (type) {
    case 'application/json-patch+json':
      return (present) => applyJsonPatch(present, patch);
    case 'application/merge-patch+json':
      return (present) => applyMergePatch(present, patch);
    default:
      return (present) => applyStrategicMergePatch(present, patch, kind.type, schema);
  }
}
