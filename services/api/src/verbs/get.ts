import { sendJson } from '../errors/send-json.ts';
import { answerFormOf } from '../render/answer-form.ts';
import type { ResourceRequest } from '../request/request.ts';
import { answerObject } from './answer-object.ts';
import type { VerbDeps } from './verb.ts';

/** GET of one object: its stored bytes, unless another form is asked for. */
export async function get({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, namespace, name, response } = request;
  const form = answerFormOf(request);
  const read = await registry.get({ kind, namespace, name });
  if (form.representation === 'object') sendJson(response, 200, `${read.body}\n`, 'latin1');
  else answerObject(request, { code: 200, object: read.object(), form, now: now() });
}
