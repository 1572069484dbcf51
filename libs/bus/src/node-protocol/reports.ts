/** Names one Pod for ever: a later Pod of the same name has another uid. */
export interface PodName {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** Verb `register`: creates the Node object where it is missing, and writes its status. */
export interface RegisterMessage {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly status: Readonly<Record<string, unknown>>;
}

/** Verb `report`: the whole status of a Pod as its node sees it. */
export interface ReportMessage {
  readonly pod: PodName;
  readonly status: Readonly<Record<string, unknown>>;
  readonly traceparent?: string;
}

/** Verb `gone`: nothing of the Pod is left on its node. */
export interface GoneMessage {
  readonly pod: PodName;
  readonly traceparent?: string;
}

/** Verb `volume-gone`: nothing of a deleted volume is left on its node's disk. */
export interface VolumeGoneMessage {
  readonly name: string;
  readonly uid: string;
}

/** Verb `event`, which is not answered. */
export interface NodeEventMessage {
  readonly pod: PodName;
  readonly fieldPath?: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * The answer to `register`, `report`, `gone` and `volume-gone`: done; no such Pod or volume on this node any more; refused, and would be again;
 * or not possible just now.
 */
export type GatewayAnswer =
  | { readonly outcome: 'stored' }
  | { readonly outcome: 'unknown-pod' }
  | { readonly outcome: 'refused' | 'unavailable'; readonly why: string };

/** What a join token asks on the join subject: the public key whose private half never leaves the node. */
export interface JoinMessage {
  readonly node: string;
  readonly publicKey: string;
}

/** With the seed of its key pair, what was given makes a node's credentials. */
export type JoinAnswer =
  | { readonly ok: true; readonly jwt: string; readonly inboxPrefix: string }
  | { readonly ok: false; readonly why: string };
