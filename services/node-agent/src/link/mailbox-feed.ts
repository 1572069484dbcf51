import type { MailboxMessage, SyncAnswer, SyncMessage } from '@flotilla/bus';
import type { Logger } from '@flotilla/process';
import type { Clock } from '../clock.ts';
import { LinkDown } from './errors.ts';
import { createFeed, type Feed } from './feed.ts';
import { HeldMailbox } from './held-mailbox.ts';
import type { Mailbox, MailboxChange } from './node-link.ts';

export interface MailboxFeedDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** Asks for the difference to what is held. Throws {@link LinkDown}. */
  sync(held: SyncMessage): Promise<SyncAnswer>;
  /** The mailbox has changed. */
  changed(change: MailboxChange): void;
  began(): void;
}

/** Keeps the mailbox as the gateway says. */
export interface MailboxFeed extends Feed<MailboxMessage> {
  readonly mailbox: Mailbox;
}

export function createMailboxFeed({ sync, changed, ...deps }: MailboxFeedDeps): MailboxFeed {
  const mailbox = new HeldMailbox();
  const feed = createFeed<MailboxMessage>({
    ...deps,
    name: 'mailbox',
    async ask() {
      const answer = await sync(mailbox.revisions());
      if (!answer.ok) throw new LinkDown(answer.why);
      return { session: answer.session, sequence: 0 };
    },
    apply: (message) => changed(mailbox.apply(message)),
  });
  return { ...feed, mailbox };
}
