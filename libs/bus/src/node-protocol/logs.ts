/** What the API asks of a node with the verb `logs`; the flow `logs` of the same id then carries the output. */
export interface LogsMessage {
  readonly id: string;
  readonly podUid: string;
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  /** Milliseconds since 1970. */
  readonly sinceMs?: number;
  readonly limitBytes?: number;
}

/** The node's answer: the flow begins, or why it does not. */
export type LogsAnswer = { readonly ok: true } | { readonly ok: false; readonly why: string };
