import { type CommandResult, frameChannel, type NodeStream, readFrame } from '@flotilla/bus';
import type { Pod } from '@flotilla/kinds/core/v1';
import { badRequestError } from '@flotilla/machinery';
import { isTrue, type ResourceRequest } from '../request/request.ts';
import { chooseContainer } from '../subresources/log-container.ts';
import { type AskNodeDeps, askNode, authorizeStreaming, nodeOf } from './ask-node.ts';
import { type CommandClient, type CommandEnd, type CommandStreams, wantsFrame } from './command-client.ts';
import { chooseProtocol } from './spdy/accept.ts';
import { acceptCommandSpdy, commandProtocols } from './spdy/command.ts';
import { type Upgrade, upgradeOf } from './upgrade.ts';
import { chooseSubprotocol, wantsWebSocket } from './websocket/accept.ts';
import { acceptCommandWebSocket, commandSubprotocols } from './websocket/command.ts';

/** `pods/exec`: runs a command in a container, its streams the client's. */
export const podExec = (deps: AskNodeDeps, request: ResourceRequest): Promise<void> =>
  podCommand(deps, request, async ({ node, pod, container, streams }) => {
    const command = request.query.getAll('command');
    const message = { podUid: uidOf(pod), container, command, stdin: streams.stdin, tty: streams.tty };
    return askNode(deps.bulk, { node, verb: 'exec' }, message);
  });

/** `pods/attach`: the streams of a container's own program become the client's. */
export const podAttach = (deps: AskNodeDeps, request: ResourceRequest): Promise<void> =>
  podCommand(deps, request, async ({ node, pod, container, streams }) => {
    return askNode(deps.bulk, { node, verb: 'attach' }, { podUid: uidOf(pod), container, stdin: streams.stdin });
  });

interface Target {
  readonly node: string;
  readonly pod: Pod;
  readonly container: string;
  readonly streams: CommandStreams;
}

/** Whatever is refused is refused before the client's connection changes its protocol. */
async function podCommand(
  deps: AskNodeDeps,
  request: ResourceRequest,
  open: (target: Target) => Promise<NodeStream>,
): Promise<void> {
  const { kind, namespace, name, query, http } = request;
  authorizeStreaming(request);
  const pod = (await deps.registry.get({ kind, namespace, name })).object() as unknown as Pod;
  const container = chooseContainer(pod, query.get('container') ?? '');
  const node = await nodeOf(deps, pod);
  const streams = streamsOf(query);
  const accept = acceptance(upgradeOf(http), streams);
  const stream = await open({ node, pod, container, streams });
  try {
    // A client that hangs up meanwhile has nobody to be answered.
    const client = await accept().catch(() => undefined);
    if (client !== undefined) await relay(client, stream, streams);
  } finally {
    stream.incoming.close();
  }
}

/** Throws 400. */
function streamsOf(query: URLSearchParams): CommandStreams {
  const wants = (name: string): boolean => isTrue(query.get(name));
  const streams = { stdin: wants('stdin'), stdout: wants('stdout'), stderr: wants('stderr'), tty: wants('tty') };
  if (streams.stdin || streams.stdout || streams.stderr) return streams;
  throw badRequestError('you must specify at least 1 of stdin, stdout, stderr');
}

/** How the client is to be met. Throws 400 and 403. */
function acceptance(upgrade: Upgrade | undefined, streams: CommandStreams): () => Promise<CommandClient> {
  if (upgrade === undefined) throw badRequestError('Upgrade request required');
  if (wantsWebSocket(upgrade.request)) {
    const subprotocol = chooseSubprotocol(upgrade.request, commandSubprotocols);
    return () => acceptCommandWebSocket(upgrade, subprotocol, streams);
  }
  const protocol = chooseProtocol(upgrade.request, commandProtocols);
  return () => acceptCommandSpdy(upgrade, protocol, streams);
}

/** Resolves when both ends have nothing more to say to each other. */
async function relay(client: CommandClient, stream: NodeStream, streams: CommandStreams): Promise<void> {
  client.gone.addEventListener('abort', () => stream.incoming.close(), { once: true });
  if (client.gone.aborted) return;
  const sending = stream.send((signal) => client.input(signal));
  const end = await outputOf(client, stream, streams);
  stream.incoming.close();
  // A client that has hung up does not need to be told.
  await client.finish(end).catch(() => {});
  await sending;
}

async function outputOf(client: CommandClient, { incoming }: NodeStream, streams: CommandStreams): Promise<CommandEnd> {
  let result: CommandResult | undefined;
  try {
    for await (const bytes of incoming) {
      const frame = readFrame(bytes);
      if (frame.channel === frameChannel.result) result = JSON.parse(Buffer.from(frame.data).toString());
      else if (wantsFrame(streams, frame)) await client.send(frame);
    }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
  return result ?? { failure: 'the node has broken off' };
}

function uidOf({ metadata }: Pod): string {
  return metadata?.uid ?? '';
}
