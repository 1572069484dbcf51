import {
  badRequestError,
  invalidError,
  type KubernetesObject,
  notFoundError,
  notSupported,
  required,
} from '@flotilla/machinery';
import { sendJson } from '../errors/send-json.ts';
import { decodeObject, expectedMessage } from '../request/decode-object.ts';
import { readBody } from '../request/read-body.ts';
import type { ResourceRequest } from '../request/request.ts';
import { writeOptionsOf } from '../request/write-options.ts';
import type { VerbDeps } from '../verbs/verb.ts';

const BOUND = JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });

/**
 * POST to `pods/binding`, or to `bindings`, which names the Pod in its metadata: puts a Pod onto a node. Source:
 * Kubernetes API reference, Binding (v1).
 */
export async function podBinding({ registry }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { namespace, http, response } = request;
  const kind = registry.kinds.byKind('v1', 'Pod');
  if (kind === undefined) throw notFoundError({ group: '', name: 'pods' }, request.name);
  const expected = expectedMessage(registry, 'v1', 'Binding');
  const { fieldValidation, context } = writeOptionsOf(request, 'CreateOptions');
  const binding = decodeObject(registry, request, await readBody(http), { fieldValidation, expected });
  const { name = '' } = binding.metadata;
  if (request.name !== '' && request.name !== name) {
    throw badRequestError('name in URL does not match name in Binding object');
  }
  const nodeName = nodeNameOf(binding);
  const change = (pod: KubernetesObject): KubernetesObject => ({ ...pod, spec: { ...(pod.spec as object), nodeName } });
  await registry.update({ target: { kind, namespace, name }, subresource: 'binding', change, context });
  sendJson(response, 201, BOUND);
}

function nodeNameOf({ metadata, target }: KubernetesObject): string {
  const { kind = '', name = '' } = (target ?? {}) as { kind?: string; name?: string };
  const errors = [
    ...(kind === '' || kind === 'Node' ? [] : [notSupported('target.kind', kind, ['Node', '<empty>'])]),
    ...(name === '' ? [required('target.name')] : []),
  ];
  if (errors.length > 0) throw invalidError({ group: '', name: 'Binding' }, metadata.name ?? '', errors);
  return name;
}
