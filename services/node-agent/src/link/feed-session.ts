/** How far a node has come in a feed. */
export interface FeedPosition {
  /** Empty where no session is known. */
  readonly session: string;
  /** The number of the last message that was applied. */
  readonly sequence: number;
}

/** What a message leads to: those to apply now, in order, and whether something has been missed. */
export interface Received<M> {
  readonly apply: readonly M[];
  readonly missed: boolean;
}

/** How far this node has come in what its gateway tells it: messages in order, none left out, none twice. */
export class FeedSession<M extends FeedPosition> {
  #position: FeedPosition = { session: '', sequence: 0 };
  /** What came while the gateway was asked: it may belong to the session that the answer names. */
  #early: M[] | undefined;

  get position(): FeedPosition {
    return this.#position;
  }

  /** The gateway is being asked for the difference. */
  asking(): void {
    this.#early = [];
  }

  /** The gateway has not answered. What came meanwhile is lost. */
  unanswered(): void {
    this.#early = undefined;
    this.#position = { ...this.#position, session: '' };
  }

  /** The gateway has answered: what it tells follows after this place. */
  begin(position: FeedPosition): Received<M> {
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#position = position;
    const own = early.filter(({ session }) => session === position.session).map((message) => this.receive(message));
    return { apply: own.flatMap(({ apply }) => apply), missed: own.some(({ missed }) => missed) };
  }

  receive(message: M): Received<M> {
    if (this.#early !== undefined) {
      this.#early.push(message);
      return { apply: [], missed: false };
    }
    const { session, sequence } = this.#position;
    if (message.session !== session || message.sequence > sequence + 1) return { apply: [], missed: true };
    if (message.sequence <= sequence) return { apply: [], missed: false };
    this.#position = { session, sequence: message.sequence };
    return { apply: [message], missed: false };
  }
}
