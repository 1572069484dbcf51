import { randomUUID } from 'node:crypto';
import { type BeatMessage, type Bus, type MailboxMessage, nodeSubject, type SyncMessage } from '@flotilla/bus';
import { type Clock, pause } from '@flotilla/controller';
import type { Logger } from '@flotilla/process';
import { bringsPods, differenceOf, dropsNothing, holdingsOf, PARTS, type Part } from './difference.ts';
import { type Content, Session } from './session.ts';
import type { Letter, Wanted } from './wanted.ts';

/** A message is cut where it grows past this; NATS takes 8 MB. */
const MESSAGE_BYTES = 1024 * 1024;
const RETRY_MS = 1000;

export interface MailboxDeps {
  readonly bus: Pick<Bus, 'publish'>;
  readonly wanted: Pick<Wanted, 'upToDate' | 'nodesUpToDate' | 'of' | 'object' | 'nodeObject'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Tells one node what it is to hold. It sends one thing after the other: what changes meanwhile is part of the next
 * difference.
 */
export class NodeMailbox {
  readonly #node: string;
  readonly #deps: MailboxDeps;
  readonly #stopping = new AbortController();
  #session: Session | undefined;
  #due = false;
  #busy = false;

  constructor(node: string, deps: MailboxDeps) {
    this.#node = node;
    this.#deps = deps;
  }

  /** Begins a session with a node that holds `held`; what it lacks follows. Returns the session's name. */
  begin(held: SyncMessage): string {
    const session = new Session(holdingsOf(held));
    this.#session = session;
    this.send();
    return session.id;
  }

  /** Makes a node ask that knows no session of ours, or has lost a message of it. */
  beat({ session, sequence }: BeatMessage): void {
    if (session === this.#session?.id && !this.#session.lags(sequence)) return;
    this.#publish({ session: randomUUID(), sequence: 0, put: {}, drop: {} });
  }

  /** Sends what the node lacks, now or after what is being sent. Does nothing before the node has asked. */
  send(): void {
    this.#due = true;
    if (!this.#busy) void this.#work();
  }

  stop(): void {
    this.#session = undefined;
    this.#stopping.abort();
  }

  async #work(): Promise<void> {
    const { clock, log } = this.#deps;
    this.#busy = true;
    while (this.#due && this.#session !== undefined) {
      this.#due = false;
      try {
        await this.#tell(this.#session);
      } catch (error) {
        log.warn('cannot fill mailbox, trying again', { node: this.#node, error });
        await pause(clock, RETRY_MS, this.#stopping.signal);
        this.#due = true;
      }
    }
    this.#busy = false;
  }

  /** Ends early where the node has asked again meanwhile: then all of it is due again. */
  async #tell(session: Session): Promise<void> {
    const { wanted } = this.#deps;
    if (!session.complete) await wanted.upToDate();
    // A node judges a Pod that comes to it by its own object, which must be no older than the one it was placed by.
    else if (bringsPods(session.told, wanted.of(this.#node))) await wanted.nodesUpToDate();
    for await (const content of this.#lacking(session)) {
      if (session !== this.#session) return;
      this.#publish(session.post(content));
    }
  }

  async *#lacking({ told, complete }: Session): AsyncGenerator<Content> {
    const { wanted } = this.#deps;
    const difference = differenceOf(told, wanted.of(this.#node));
    const node = difference.node ? await wanted.nodeObject(this.#node) : undefined;
    if (node !== undefined) yield { put: {}, drop: {}, node };
    for (const part of PARTS) yield* this.#batches(part, difference.put[part]);
    if (!complete) yield { put: {}, drop: difference.drop, complete: true };
    else if (!dropsNothing(difference)) yield { put: {}, drop: difference.drop };
  }

  async *#batches(part: Part, keys: readonly string[]): AsyncGenerator<Content> {
    let batch: Letter[] = [];
    let bytes = 0;
    for (const key of keys) {
      const letter = await this.#deps.wanted.object(part, key);
      if (letter === undefined) continue;
      batch.push(letter);
      bytes += letter.bytes;
      if (bytes < MESSAGE_BYTES) continue;
      yield putting(part, batch);
      batch = [];
      bytes = 0;
    }
    if (batch.length > 0) yield putting(part, batch);
  }

  #publish(message: MailboxMessage): void {
    this.#deps.bus.publish(nodeSubject(this.#node, 'mailbox'), JSON.stringify(message));
  }
}

function putting(part: Part, letters: readonly Letter[]): Content {
  return { put: { [part]: letters.map(({ mailed }) => mailed) }, drop: {} };
}
