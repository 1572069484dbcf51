import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type Bus, type LogsAnswer, type LogsMessage, nodeSubject, receiveFlow } from '@flotilla/bus';
import type { Pod } from '@flotilla/kinds/core/v1';
import { badRequestError, internalError } from '@flotilla/machinery';
import type { ResourceRequest } from '../request/request.ts';
import type { VerbDeps } from '../verbs/verb.ts';
import { chooseContainer, isWaiting, notStarted } from './log-container.ts';
import { logOptionsOf } from './log-options.ts';

const NODE_ANSWER_MS = 5_000;

/** GET of `pods/log`: what the container wrote, as text, streamed from its node. */
export async function podLog(deps: VerbDeps & { readonly bulk: Bus }, request: ResourceRequest): Promise<void> {
  const { namespace, name, kind, query, response } = request;
  const pod = (await deps.registry.get({ kind, namespace, name })).object() as unknown as Pod;
  const container = chooseContainer(pod, query.get('container') ?? '');
  const options = logOptionsOf(query, name);
  const node = pod.spec?.nodeName ?? '';
  const id = randomUUID();
  if (node === '' || (!options.previous && isWaiting(pod, container))) throw notStarted(pod, container);
  const flow = receiveFlow(deps.bulk, { node, id, part: 'logs' });
  response.once('close', () => flow.close());
  if (response.closed) flow.close();
  try {
    const message: LogsMessage = { id, podUid: pod.metadata?.uid ?? '', container, ...options };
    const answer = await ask(deps.bulk, node, message);
    if (!answer.ok) throw badRequestError(answer.why);
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache, private' });
    response.flushHeaders();
    for await (const bytes of flow) if (!response.write(bytes)) await drained(response);
    response.end();
  } finally {
    flow.close();
  }
}

async function ask(bulk: Bus, node: string, message: LogsMessage): Promise<LogsAnswer> {
  try {
    const subject = nodeSubject(node, 'logs');
    const answer = await bulk.request(subject, JSON.stringify(message), { timeoutMs: NODE_ANSWER_MS });
    return JSON.parse(new TextDecoder().decode(answer.data));
  } catch (error) {
    throw internalError(
      `node ${JSON.stringify(node)} does not answer: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** Resolves when more may be written, or nobody reads any more. */
async function drained(response: ResourceRequest['response']): Promise<void> {
  if (response.closed) return;
  const either = new AbortController();
  const events = ['drain', 'close'].map((event) => once(response, event, { signal: either.signal }));
  try {
    await Promise.race(events);
  } finally {
    either.abort();
  }
}
