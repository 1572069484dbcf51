import type { BeatMessage, MailboxMessage } from '@flotilla/bus';

/** What a message leads to: those to apply now, in order, and whether something has been missed. */
export interface Received {
  readonly apply: readonly MailboxMessage[];
  readonly missed: boolean;
}

const NOTHING: Received = { apply: [], missed: false };

/** How far this node has come in what its gateway tells it: messages in order, none left out, none twice. */
export class MailboxSession {
  #id = '';
  #sequence = 0;
  /** What came while the gateway was asked: it may belong to the session that the answer names. */
  #early: MailboxMessage[] | undefined;

  get position(): BeatMessage {
    return { session: this.#id, sequence: this.#sequence };
  }

  /** The gateway is being asked for the difference. */
  asking(): void {
    this.#early = [];
  }

  /** The gateway has not answered. What came meanwhile is lost. */
  unanswered(): void {
    this.#early = undefined;
    this.#id = '';
  }

  /** The gateway has answered with a new session. */
  begin(id: string): Received {
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#id = id;
    this.#sequence = 0;
    const own = early.filter(({ session }) => session === id).map((message) => this.receive(message));
    return { apply: own.flatMap(({ apply }) => apply), missed: own.some(({ missed }) => missed) };
  }

  receive(message: MailboxMessage): Received {
    if (this.#early !== undefined) {
      this.#early.push(message);
      return NOTHING;
    }
    if (message.session !== this.#id || message.sequence > this.#sequence + 1) return { apply: [], missed: true };
    if (message.sequence <= this.#sequence) return NOTHING;
    this.#sequence = message.sequence;
    return { apply: [message], missed: false };
  }
}
