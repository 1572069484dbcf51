import { openNodeStream } from '@flotilla/bus';
import type { Pod } from '@flotilla/kinds/core/v1';
import { badRequestError } from '@flotilla/machinery';
import type { ResourceRequest } from '../request/request.ts';
import { type AskNodeDeps, authorizeStreaming, nodeOf, refusalOf } from './ask-node.ts';
import type { DialPort } from './forward.ts';
import { acceptSpdy, chooseProtocol } from './spdy/accept.ts';
import { forwardOverSpdy, forwardProtocol } from './spdy/forward.ts';
import { upgradeOf } from './upgrade.ts';
import { chooseSubprotocol, wantsWebSocket } from './websocket/accept.ts';
import { forwardOverWebSocket, forwardSubprotocols, portsOf } from './websocket/forward.ts';

/** `pods/portforward`: connections to ports within a Pod, as many as the client opens. */
export async function podPortForward(deps: AskNodeDeps, request: ResourceRequest): Promise<void> {
  const { kind, namespace, name, query, http } = request;
  authorizeStreaming(request);
  const pod = (await deps.registry.get({ kind, namespace, name })).object() as unknown as Pod;
  const dial = dialerOf(deps, pod, await nodeOf(deps, pod));
  const upgrade = upgradeOf(http);
  if (upgrade === undefined) throw badRequestError('Upgrade request required');
  if (wantsWebSocket(http)) {
    const subprotocol = chooseSubprotocol(http, forwardSubprotocols);
    const ports = portsOf(subprotocol, query);
    // A client that hangs up meanwhile has nobody to be answered.
    await forwardOverWebSocket(upgrade, { subprotocol, ports }, dial).catch(() => {});
  } else await forwardOverSpdy(acceptSpdy(upgrade, chooseProtocol(http, [forwardProtocol])), dial);
}

function dialerOf({ bulk }: AskNodeDeps, { metadata }: Pod, node: string): DialPort {
  const podUid = metadata?.uid ?? '';
  return async (port) => {
    try {
      return await openNodeStream(bulk, { node, verb: 'dial' }, { podUid, port, to: 'loopback' });
    } catch (error) {
      const why = refusalOf(error, node);
      throw new Error(`error forwarding port ${port} to pod ${metadata?.name}, uid ${podUid}: ${why}`);
    }
  };
}
