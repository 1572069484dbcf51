import { randomUUID } from 'node:crypto';
import { isStatus } from '@flotilla/machinery';
import type { Deleted } from '@flotilla/registry';
import { sendJson } from '../errors/send-json.ts';
import { answerFormOf } from '../render/answer-form.ts';
import { renderList } from '../render/list.ts';
import { deleteOptionsOf } from '../request/delete-options.ts';
import { listOptionsOf } from '../request/list-options.ts';
import { readBody } from '../request/read-body.ts';
import type { ResourceRequest } from '../request/request.ts';
import { answerObject } from './answer-object.ts';
import type { VerbDeps } from './verb.ts';

/** DELETE of one object. Answers with the object while it still has to end, and with a Status once it is gone. */
export async function remove({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, namespace, name, http } = request;
  const form = answerFormOf(request);
  const { options, context } = deleteOptionsOf(registry, request, await readBody(http));
  const deleted = await registry.remove({ target: { kind, namespace, name }, options, context });
  if (!deleted.gone || answersObject(request)) {
    return answerObject(request, { code: 200, object: deleted.object, form, now: now() });
  }
  sendJson(request.response, 200, `${JSON.stringify(successStatus(request, deleted))}\n`);
}

/** The reference answers with the last state of these even when they are gone. */
function answersObject({ kind }: ResourceRequest): boolean {
  return (
    kind.group === '' &&
    ['Pod', 'Service', 'ServiceAccount', 'PersistentVolumeClaim', 'PersistentVolume'].includes(kind.kind)
  );
}

function successStatus({ kind, name }: ResourceRequest, { object }: Deleted): object {
  const group = kind.group === '' ? {} : { group: kind.group };
  const details = { name, ...group, kind: kind.resource, uid: object.metadata.uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

/** DELETE of a collection: one after the other; what another client deletes meanwhile counts as deleted. */
export async function removeCollection({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, http, response } = request;
  const form = answerFormOf(request);
  const { options, context } = deleteOptionsOf(registry, request, await readBody(http));
  const listing = await registry.list(kind, listOptionsOf(request));
  for (const { namespace, name } of listing.entries) {
    const own = { ...context, requestId: randomUUID() };
    await registry.remove({ target: { kind, namespace, name }, options, context: own }).catch(ignoreNotFound);
  }
  sendJson(response, 200, renderList(kind, listing, form, now()), 'latin1');
}

function ignoreNotFound(error: unknown): void {
  if (!isStatus(error, 'NotFound')) throw error;
}
