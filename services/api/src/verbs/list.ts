import { sendJson } from '../errors/send-json.ts';
import { renderList } from '../render/list.ts';
import { representationOf } from '../render/representation.ts';
import { parseIncludeObject } from '../render/table.ts';
import { listOptionsOf } from '../request/list-options.ts';
import type { ResourceRequest } from '../request/request.ts';
import type { VerbDeps } from './verb.ts';

/** GET of a collection. */
export async function list({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, http, query, response } = request;
  const representation = representationOf(http.headers.accept);
  const rowObject = parseIncludeObject(query.get('includeObject'));
  const listing = await registry.list(kind, listOptionsOf(request));
  sendJson(response, 200, renderList(kind, listing, representation, { rowObject, now: now() }), 'latin1');
}
