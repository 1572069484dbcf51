import { isStatus } from '@flotilla/machinery';
import { decodeObject } from '../request/decode-object.ts';
import { readBody } from '../request/read-body.ts';
import type { ResourceRequest } from '../request/request.ts';
import { writeOptionsOf } from '../request/write-options.ts';
import { answerObject } from './answer-object.ts';
import type { VerbDeps } from './verb.ts';

/** PUT of an object or a part of it. Some kinds are created by it where they are not there. */
export async function update({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, namespace, name, subresource, http } = request;
  const options = writeOptionsOf(request, 'UpdateOptions');
  const object = decodeObject(registry, request, await readBody(http), options);
  const { context } = options;
  const target = { kind, namespace, name };
  try {
    const written = await registry.update({ target, subresource, change: () => structuredClone(object), context });
    answerObject(request, 200, written.object, now());
  } catch (error) {
    if (!isStatus(error, 'NotFound') || !kind.behaviour.createsOnUpdate || subresource !== '') throw error;
    const written = await registry.create({ target, object, context });
    answerObject(request, 201, written.object, now());
  }
}
