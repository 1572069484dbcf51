import { type Bus, NoAnswer, type NodeStream, openNodeStream, type StreamVerb } from '@flotilla/bus';
import type { Pod } from '@flotilla/kinds/core/v1';
import { badRequestError, internalError, notFoundError } from '@flotilla/machinery';
import type { Registry } from '@flotilla/registry';
import { authorize } from '../identity/authorize.ts';
import type { ResourceRequest } from '../request/request.ts';

export interface AskNodeDeps {
  readonly registry: Registry;
  readonly bulk: Bus;
}

/** What is streamed may change things, whatever method asks for it. Throws 403. Source: AuthorizePodWebsocketUpgradeCreatePermission. */
export function authorizeStreaming({ user, kind, subresource, namespace, name }: ResourceRequest): void {
  authorize(user, { verb: 'create', group: kind.group, resource: kind.resource, subresource, namespace, name });
}

/** Throws 400 for a Pod without a node, and 404 where that node is gone. */
export async function nodeOf({ registry }: AskNodeDeps, { metadata, spec }: Pod): Promise<string> {
  const name = spec?.nodeName ?? '';
  if (name === '') throw badRequestError(`pod ${metadata?.name} does not have a host assigned`);
  const kind = registry.kinds.byKind('v1', 'Node');
  if (kind === undefined) throw notFoundError({ group: '', name: 'nodes' }, name);
  await registry.get({ kind, namespace: '', name });
  return name;
}

/** Opens a stream with a node. Throws 500 with the node's reason, or that it does not answer. */
export async function askNode<Verb extends StreamVerb>(
  bulk: Bus,
  target: { readonly node: string; readonly verb: Verb },
  message: Parameters<typeof openNodeStream<Verb>>[2],
): Promise<NodeStream> {
  try {
    return await openNodeStream(bulk, target, message);
  } catch (error) {
    throw internalError(`unable to upgrade connection: ${refusalOf(error, target.node)}`);
  }
}

/** Why a node gave no stream. */
export function refusalOf(error: unknown, node: string): string {
  if (error instanceof NoAnswer) return `error dialing backend: node ${JSON.stringify(node)} does not answer`;
  return error instanceof Error ? error.message : String(error);
}
