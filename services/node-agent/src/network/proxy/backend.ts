/** Where a connection is sent: `10.244.1.5`, 8080. */
export interface Backend {
  readonly address: string;
  readonly port: number;
  /** On this node. */
  readonly local: boolean;
}

/** Tells backends apart. */
export function backendKey({ address, port }: Backend): string {
  return `${address}:${port}`;
}
