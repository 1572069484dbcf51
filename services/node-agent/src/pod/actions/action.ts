import type { Container, Probe } from '@flotilla/kinds/core/v1';

/** What is done to a container to see how it is, or to tell it something: one of these. */
export type Action = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>;

/** On whose behalf, as an HTTP server's log shows it. */
export type Asker = 'probe' | 'lifecycle';

export interface ActionTarget {
  readonly asker: Asker;
  readonly runId: string;
  readonly container: Container;
  /** The Pod's; empty where it has none. */
  readonly address: string;
}

export type ActionResult =
  | { readonly is: 'success' }
  /** It went well, in a way that its user should hear of. */
  | { readonly is: 'warning'; readonly message: string }
  /** `statusCode` where an HTTP server has answered, `exitCode` where a command has ended. */
  | { readonly is: 'failure'; readonly message: string; readonly statusCode?: number; readonly exitCode?: number }
  /** It could not be done, which says nothing of the container. */
  | { readonly is: 'unknown'; readonly message: string };

/** Never rejects. An aborted signal is a failure: see {@link TimedOut}. */
export type PerformAction = (action: Action, target: ActionTarget, signal: AbortSignal) => Promise<ActionResult>;

/** Why a signal was aborted whose action took too long. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
  readonly seconds: number;

  constructor(seconds: number) {
    super(`not done within ${seconds}s`);
    this.seconds = seconds;
  }
}

export const success: ActionResult = { is: 'success' };

export function failure(message: string): ActionResult {
  return { is: 'failure', message };
}
