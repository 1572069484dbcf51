import { answerFormOf } from '../render/answer-form.ts';
import { decodeObject } from '../request/decode-object.ts';
import { readBody } from '../request/read-body.ts';
import type { ResourceRequest } from '../request/request.ts';
import { writeOptionsOf } from '../request/write-options.ts';
import { answerObject } from './answer-object.ts';
import type { VerbDeps } from './verb.ts';

/** POST to a collection. */
export async function create({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, namespace, http } = request;
  const form = answerFormOf(request);
  const options = writeOptionsOf(request, 'CreateOptions');
  const object = decodeObject(registry, request, await readBody(http), options);
  const written = await registry.create({ target: { kind, namespace, name: '' }, object, context: options.context });
  answerObject(request, { code: 201, object: written.object, form, now: now() });
}
