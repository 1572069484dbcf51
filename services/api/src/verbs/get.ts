import { sendJson } from '../errors/send-json.ts';
import { representationOf } from '../render/representation.ts';
import type { ResourceRequest } from '../request/request.ts';
import { answerObject } from './answer-object.ts';
import type { VerbDeps } from './verb.ts';

/** GET of one object: its stored bytes, unless another form is asked for. */
export async function get({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, namespace, name, http, response } = request;
  const representation = representationOf(http.headers.accept);
  const read = await registry.get({ kind, namespace, name });
  if (representation === 'object') sendJson(response, 200, `${read.body}\n`, 'latin1');
  else answerObject(request, 200, read.object(), now());
}
