import { type KubernetesObject, partialObjectMetadata } from '@flotilla/machinery';
import { sendJson } from '../errors/send-json.ts';
import { representationOf } from '../render/representation.ts';
import { parseIncludeObject, tableOf } from '../render/table.ts';
import type { ResourceRequest } from '../request/request.ts';

/** Answers with one object in the form that was asked for. `now` is in milliseconds. */
export function answerObject(request: ResourceRequest, code: number, object: KubernetesObject, now: number): void {
  const { response } = request;
  sendJson(response, code, `${JSON.stringify(inForm(request, object, now))}\n`);
}

function inForm({ kind, http, query }: ResourceRequest, object: KubernetesObject, now: number): object {
  const representation = representationOf(http.headers.accept);
  if (representation === 'object') return object;
  if (representation === 'metadata') return partialObjectMetadata(object);
  const rowObject = parseIncludeObject(query.get('includeObject'));
  const { resourceVersion = '' } = object.metadata;
  return tableOf(kind, { resourceVersion }, [object], { rowObject, now });
}
