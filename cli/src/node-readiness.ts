/** What `flotilla` reads of a Node. */
interface NodeObject {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly lastHeartbeatTime?: string;
      readonly message?: string;
    }[];
  };
}

export interface NodeReadiness {
  readonly name: string;
  readonly ready: boolean;
  /** Why it is Ready or not, in words. */
  readonly message: string;
  /** When its agent last said so, in milliseconds since 1970, to the second below. */
  readonly saidAt: number;
}

/** Which Nodes of a NodeList have the condition Ready. */
export function readNodeReadiness(list: unknown): NodeReadiness[] {
  const { items = [] } = list as { items?: readonly NodeObject[] };
  return items.map(({ metadata, status }) => {
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    return {
      name: metadata.name,
      ready: ready?.status === 'True',
      message: ready?.message ?? 'it has said nothing yet',
      saidAt: Date.parse(ready?.lastHeartbeatTime ?? '1970-01-01T00:00:00Z'),
    };
  });
}
