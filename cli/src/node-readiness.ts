/** What `flotilla` reads of a Node. */
interface NodeObject {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

export interface NodeReadiness {
  readonly name: string;
  readonly ready: boolean;
}

/** Which Nodes of a NodeList have the condition Ready. */
export function readNodeReadiness(list: unknown): NodeReadiness[] {
  const { items = [] } = list as { items?: readonly NodeObject[] };
  return items.map(({ metadata, status }) => ({
    name: metadata.name,
    ready: (status?.conditions ?? []).some((condition) => condition.type === 'Ready' && condition.status === 'True'),
  }));
}
