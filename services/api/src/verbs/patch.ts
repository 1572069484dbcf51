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

const ACCEPTED = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

/** PATCH of an object or a part of it. A patch is applied anew when another writer came first. */
export async function patch({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, namespace, name, subresource, http, response } = request;
  const form = answerFormOf(request);
  const { context, fieldValidation } = writeOptionsOf(request, 'PatchOptions');
  const apply = readPatch(registry, request, await readBody(http));
  const strictness = { fieldValidation, warn: (text: string) => addWarning(response, text) };
  const change = (present: KubernetesObject): KubernetesObject =>
    conformed(registry.schema, kind, apply(present as unknown as JsonObject), strictness);
  const written = await registry.update({ target: { kind, namespace, name }, subresource, change, context });
  answerObject(request, { code: 200, object: written.object, form, now: now() });
}

/** Throws 400 for what is no JSON. */
function parsePatch(body: Buffer): Json {
  try {
    return readJson(body.toString('utf8'));
  } catch (error) {
    throw error instanceof JsonError ? badRequestError(`error decoding patch: ${error.message}`) : error;
  }
}

function readPatch({ schema }: Registry, { kind, http }: ResourceRequest, body: Buffer): Patch {
  switch (parseMediaType(http.headers['content-type'] ?? '').type) {
    case 'application/json-patch+json': {
      const operations = parsePatch(body);
      return (present) => applyJsonPatch(present, operations);
    }
    case 'application/merge-patch+json': {
      const patch = parsePatch(body);
      return (present) => applyMergePatch(present, patch);
    }
    case 'application/strategic-merge-patch+json': {
      const patch = parsePatch(body);
      return (present) => applyStrategicMergePatch(present, patch, kind.type, schema);
    }
    default:
      throw unsupportedMediaTypeError(ACCEPTED);
  }
}
