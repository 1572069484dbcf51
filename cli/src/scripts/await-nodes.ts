import { createApiClient } from '../api-client.ts';
import { readNodeReadiness } from '../node-readiness.ts';
import { scriptMain } from '../run-script.ts';

export interface AwaitNodesInput {
  readonly apiPort: number;
  readonly keysFolder: string;
  readonly nodes: readonly string[];
  readonly withinMs: number;
  /** Milliseconds since 1970: what was said before is of a run before. */
  readonly since: number;
}

const askEveryMs = 50;

/** Ends when all these Nodes are Ready. Asking needs TLS and HTTP, which `up` is smaller without. */
await scriptMain<AwaitNodesInput>(async ({ apiPort, keysFolder, nodes, withinMs, since }) => {
  const deadline = Date.now() + withinMs;
  const api = createApiClient({ port: apiPort, keysFolder });
  for (;;) {
    const missing = await notReady(nodes, since, () => api.get('/api/v1/nodes'));
    if (missing === undefined) break;
    if (Date.now() > deadline)
      throw new Error(`Cannot go on: all nodes must be Ready within ${withinMs} ms, and ${missing}`);
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
  api.close();
});

/** What is still missing, in words. */
async function notReady(
  nodes: readonly string[],
  since: number,
  listNodes: () => Promise<unknown>,
): Promise<string | undefined> {
  try {
    const found = readNodeReadiness(await listNodes());
    const ready = found.filter((node) => node.ready && node.saidAt >= Math.trunc(since / 1000) * 1000);
    const missing = nodes.filter((name) => !ready.some((node) => node.name === name));
    const [first] = missing;
    if (first === undefined) return undefined;
    const why = found.find(({ name }) => name === first)?.message ?? 'it is not registered';
    return `${missing.length} of ${nodes.length} are not. ${first}: ${why}`;
  } catch (error) {
    return `the API does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}
