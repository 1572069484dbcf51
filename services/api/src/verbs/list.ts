import { sendJson } from '../errors/send-json.ts';
import { answerFormOf } from '../render/answer-form.ts';
import { renderList } from '../render/list.ts';
import { listOptionsOf } from '../request/list-options.ts';
import type { ResourceRequest } from '../request/request.ts';
import type { VerbDeps } from './verb.ts';

/** GET of a collection. */
export async function list({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, response } = request;
  const form = answerFormOf(request);
  const listing = await registry.list(kind, listOptionsOf(request));
  sendJson(response, 200, renderList(kind, listing, form, now()), 'latin1');
}
