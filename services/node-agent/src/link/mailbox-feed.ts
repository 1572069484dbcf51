import type { BeatMessage, MailboxMessage, SyncAnswer, SyncMessage } from '@flotilla/bus';
import type { Logger } from '@flotilla/process';
import type { Clock } from '../clock.ts';
import { LinkDown } from './errors.ts';
import { HeldMailbox } from './held-mailbox.ts';
import { MailboxSession, type Received } from './mailbox-session.ts';
import type { Mailbox, MailboxChange } from './node-link.ts';

export interface MailboxFeedDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** Asks for the difference to what is held. Throws {@link LinkDown}. */
  sync(held: SyncMessage): Promise<SyncAnswer>;
  /** The mailbox has changed. */
  changed(change: MailboxChange): void;
  /** Another session has begun: the gateway that answers now may not know what an earlier one was told. */
  began(): void;
}

/** Keeps the mailbox as the gateway says, and asks for what is missing. */
export interface MailboxFeed {
  readonly mailbox: Mailbox;
  position(): BeatMessage;
  receive(message: MailboxMessage): void;
  /** Something may have been missed: asks, now or, where asking goes on, once more. */
  resync(): void;
  close(): void;
}

/** Between two questions: a gateway that has just lost the lead to another makes the node ask both in turn. */
const SPACE_MS = 100;
const MOST_RETRY_MS = 1_000;

export function createMailboxFeed({ clock, log, sync, changed, began }: MailboxFeedDeps): MailboxFeed {
  const held = new HeldMailbox();
  const session = new MailboxSession();
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
  const take = (received: Received): void => {
    for (const message of received.apply) changed(held.apply(message));
    if (received.missed) resync();
  };
  const askOnce = async (): Promise<void> => {
    session.asking();
    try {
      const answer = await sync(held.revisions());
      if (!answer.ok) throw new LinkDown(answer.why);
      take(session.begin(answer.session));
      began();
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
        if (failures === 0) log.info('mailbox not in step, asking until it is', { why: reasonOf(error) });
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
    mailbox: held,
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
