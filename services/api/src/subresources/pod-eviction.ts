import { badRequestError, formatTime, type KubernetesObject, notFoundError } from '@flotilla/machinery';
import { checkPreconditions, type DeleteOptions } from '@flotilla/registry';
import { sendJson } from '../errors/send-json.ts';
import { decodeObject, expectedMessage } from '../request/decode-object.ts';
import { readBody } from '../request/read-body.ts';
import type { ResourceRequest } from '../request/request.ts';
import { writeOptionsOf } from '../request/write-options.ts';
import type { VerbDeps } from '../verbs/verb.ts';

const EVICTED = JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });

interface EvictionOptions extends DeleteOptions {
  readonly dryRun?: readonly string[];
}

interface Condition {
  readonly type: string;
}

/**
 * POST to `pods/eviction`: says in the Pod why it goes, and deletes it. Disruption budgets are not looked at yet. Source:
 * Kubernetes documentation, API-initiated eviction.
 */
export async function podEviction({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { namespace, name, http, response } = request;
  const kind = registry.kinds.byKind('v1', 'Pod');
  if (kind === undefined) throw notFoundError({ group: '', name: 'pods' }, name);
  const expected = expectedMessage(registry, 'policy/v1', 'Eviction');
  const { fieldValidation, context } = writeOptionsOf(request, 'CreateOptions');
  const eviction = decodeObject(registry, request, await readBody(http), { fieldValidation, expected });
  if (eviction.metadata.name !== name) {
    throw badRequestError('name in URL does not match name in Eviction object');
  }
  const { dryRun = [], ...options } = (eviction.deleteOptions ?? {}) as EvictionOptions;
  const own = { ...context, dryRun: context.dryRun || dryRun.length > 0 };
  const target = { kind, namespace, name };
  const time = formatTime(now());
  const change = (pod: KubernetesObject): KubernetesObject => {
    checkPreconditions(target, options, pod);
    return withDisruption(pod, time);
  };
  const { object } = await registry.update({ target, subresource: 'status', change, context: own });
  const preconditions = { uid: object.metadata.uid ?? '', ...versionToRemove(options, object, own.dryRun) };
  const removal = { ...own, requestId: `${own.requestId}-removal` };
  await registry.remove({ target, options: { ...options, preconditions }, context: removal });
  sendJson(response, 201, EVICTED);
}

/** A version that was asked for has been seen to be there, and is another by now: the Pod says why it goes. */
function versionToRemove(
  { preconditions }: DeleteOptions,
  { metadata }: KubernetesObject,
  dryRun: boolean,
): DeleteOptions['preconditions'] {
  const { resourceVersion } = metadata;
  const isNewer = !dryRun && preconditions?.resourceVersion !== undefined && resourceVersion !== undefined;
  return isNewer ? { ...preconditions, resourceVersion } : preconditions;
}

/** A Pod that has ended, or is ending, has nothing to be told. */
function withDisruption(pod: KubernetesObject, time: string): KubernetesObject {
  const status = (pod.status ?? {}) as { phase?: string; conditions?: readonly Condition[] };
  if (status.phase === 'Succeeded' || status.phase === 'Failed' || pod.metadata.deletionTimestamp) return pod;
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastTransitionTime: time,
  };
  const others = (status.conditions ?? []).filter(({ type }) => type !== condition.type);
  return { ...pod, status: { ...status, conditions: [...others, condition] } };
}
