import { isStatus } from '@flotilla/machinery';
import { answerFormOf } from '../render/answer-form.ts';
import { decodeObject } from '../request/decode-object.ts';
import { readBody } from '../request/read-body.ts';
import type { ResourceRequest } from '../request/request.ts';
import { writeOptionsOf } from '../request/write-options.ts';
import { answerObject } from './answer-object.ts';
import type { VerbDeps } from './verb.ts';

/** PUT of an object or a part of it. Some kinds are created by it where they are not there. */
export async function update({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, namespace, name, subresource, http } = request;
  const form = answerFormOf(request);
  const { context, fieldValidation } = writeOptionsOf(request, 'UpdateOptions');
  const object = decodeObject(registry, request, await readBody(http), { fieldValidation });
  const target = { kind, namespace, name };
  try {
    const written = await registry.update({ target, subresource, change: () => structuredClone(object), context });
    answerObject(request, { code: 200, object: written.object, form, now: now() });
  } catch (error) {
    if (!isStatus(error, 'NotFound') || !kind.behaviour.createsOnUpdate || subresource !== '') throw error;
    const written = await registry.create({ target, object, context });
    answerObject(request, { code: 201, object: written.object, form, now: now() });
  }
}
