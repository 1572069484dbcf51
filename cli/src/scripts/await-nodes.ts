import { createApiClient } from '../api-client.ts';
import { readNodeReadiness } from '../node-readiness.ts';
import { scriptMain } from '../run-script.ts';

export interface AwaitNodesInput {
  readonly apiPort: number;
  readonly keysFolder: string;
  readonly nodes: readonly string[];
  readonly withinMs: number;
}

const askEveryMs = 50;

/** Ends when all these Nodes are Ready. Asking needs TLS and HTTP, which `up` is smaller without. */
await scriptMain<AwaitNodesInput>(async ({ apiPort, keysFolder, nodes, withinMs }) => {
  const deadline = Date.now() + withinMs;
  const api = createApiClient({ port: apiPort, keysFolder });
  for (;;) {
    const missing = await notReady(nodes, () => api.get('/api/v1/nodes'));
    if (missing === undefined) break;
    if (Date.now() > deadline)
      throw new Error(`Cannot go on: all nodes must be Ready within ${withinMs} ms, ${missing}`);
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
  api.close();
});

/** What is still missing, in words. */
async function notReady(nodes: readonly string[], listNodes: () => Promise<unknown>): Promise<string | undefined> {
  try {
    const ready = new Set(readNodeReadiness(await listNodes()).flatMap(({ name, ready }) => (ready ? name : [])));
    const missing = nodes.filter((name) => !ready.has(name));
    return missing.length === 0 ? undefined : `not yet: ${missing.slice(0, 5).join(', ')}`;
  } catch (error) {
    return `the API does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}
