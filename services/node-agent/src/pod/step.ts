import type { ContainerRun } from '../runtime/runtime.ts';

/** One thing to do for a Pod. All of them may be done again without harm. */
export type Step =
  | { readonly do: 'set-up-volumes' }
  | { readonly do: 'create-sandbox'; readonly attempt: number }
  | { readonly do: 'run'; readonly container: string; readonly attempt: number }
  /** Begins the run's hook, and does not wait for its end. */
  | { readonly do: 'post-start'; readonly run: ContainerRun }
  | { readonly do: 'pre-stop'; readonly run: ContainerRun; readonly message: string }
  /** Begins the run's grace period; nothing happens to it before nobody sends anything to its Pod any more. */
  | { readonly do: 'drain'; readonly run: ContainerRun; readonly message: string }
  /** Asks the run to end; `message` says why. */
  | { readonly do: 'stop'; readonly run: ContainerRun; readonly message: string }
  | { readonly do: 'kill'; readonly run: ContainerRun }
  | { readonly do: 'remove-run'; readonly run: ContainerRun }
  | { readonly do: 'remove-sandbox' }
  | { readonly do: 'remove-pod' };

export interface Plan {
  /** To be done in this order. */
  readonly steps: readonly Step[];
  /** When there may be more to do though nothing has happened, in milliseconds since the epoch. */
  readonly againAt: number | undefined;
}
