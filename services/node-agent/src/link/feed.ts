import type { Logger } from '@flotilla/process';
import type { Clock } from '../clock.ts';
import { type FeedPosition, FeedSession, type Received } from './feed-session.ts';

export interface FeedDeps<M> {
  /** What it brings, for the log: `mailbox`. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Asks for the difference to what is held, and resolves with the place after which messages follow. */
  ask(): Promise<FeedPosition>;
  apply(message: M): void;
  /** Another session has begun: the gateway that answers now may not know what an earlier one was told. */
  began?(): void;
}

/** Applies what the gateway tells, and asks for what is missing. */
export interface Feed<M> {
  position(): FeedPosition;
  receive(message: M): void;
  /** Something may have been missed: asks, now or, where asking goes on, once more. */
  resync(): void;
  close(): void;
}

/** Between two questions: a gateway that has just lost the lead to another makes the node ask both in turn. */
const SPACE_MS = 100;
const MOST_RETRY_MS = 1_000;

export function createFeed<M extends FeedPosition>({ name, clock, log, ...deps }: FeedDeps<M>): Feed<M> {
  const session = new FeedSession<M>();
  let missed = false;
  let asking = false;
  let closed = false;
  let hurry = () => {};

  const pause = (delayMs: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = clock.after(delayMs, resolve);
    hurry = resolve;
    return promise.finally(cancel);
  };
  const take = (received: Received<M>): void => {
    for (const message of received.apply) deps.apply(message);
    if (received.missed) resync();
  };
  const askOnce = async (): Promise<void> => {
    session.asking();
    try {
      take(session.begin(await deps.ask()));
      deps.began?.();
    } catch (error) {
      session.unanswered();
      throw error;
    }
  };
  const askAll = async (): Promise<void> => {
    let failures = 0;
    while (missed && !closed) {
      missed = false;
      try {
        await askOnce();
        failures = 0;
      } catch (error) {
        missed = true;
        if (failures === 0) log.info(`${name} not in step, asking until it is`, { why: reasonOf(error) });
        failures++;
      }
      await pause(Math.min(SPACE_MS * 2 ** failures, MOST_RETRY_MS));
    }
    asking = false;
  };
  const resync = (): void => {
    missed = true;
    if (asking || closed) return;
    asking = true;
    void askAll();
  };
  return {
    position: () => session.position,
    receive: (message) => take(session.receive(message)),
    resync() {
      hurry();
      resync();
    },
    close() {
      closed = true;
      hurry();
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
