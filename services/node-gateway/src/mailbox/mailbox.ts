import { randomUUID } from 'node:crypto';
import { type Bus, type MailboxMessage, type MailedObject, nodeSubject } from '@flotilla/bus';
import { type Difference, differenceOf, type Holdings, isEmpty, PARTS, type Part } from './difference.ts';
import type { Wanted } from './wanted.ts';

/** A message is cut where it grows past this; NATS takes 8 MB. */
const MESSAGE_BYTES = 1024 * 1024;

/**
 * What one node has been told in the present session, and how it is told the rest. Sending is sequential: what changes
 * meanwhile is part of the next difference.
 */
export class NodeMailbox {
  readonly #node: string;
  readonly #bus: Bus;
  readonly #wanted: Wanted;
  #session = '';
  #sequence = 0;
  #told: Holdings | undefined;
  #sending: Promise<void> | undefined;
  #again = false;
  #incomplete = false;

  constructor(node: string, bus: Bus, wanted: Wanted) {
    this.#node = node;
    this.#bus = bus;
    this.#wanted = wanted;
  }

  get session(): string {
    return this.#session;
  }

  /** Begins a session with a node that holds `held`; what it lacks follows. */
  begin(held: Holdings): string {
    this.#session = randomUUID();
    this.#sequence = 0;
    this.#told = held;
    this.#incomplete = true;
    this.send();
    return this.#session;
  }

  /** Makes a node that knows no session of ours ask for one. */
  invite(): void {
    const message: MailboxMessage = { session: randomUUID(), sequence: 0, put: {}, drop: {} };
    this.#bus.publish(nodeSubject(this.#node, 'mailbox'), JSON.stringify(message));
  }

  /** Sends what the node lacks, now or after what is being sent. Does nothing before the node has asked. */
  send(): void {
    if (this.#sending !== undefined) {
      this.#again = true;
      return;
    }
    this.#sending = this.#sendAll().finally(() => {
      this.#sending = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.send();
    });
  }

  async #sendAll(): Promise<void> {
    const told = this.#told;
    const session = this.#session;
    if (told === undefined) return;
    const wanted = this.#wanted.of(this.#node);
    const difference = differenceOf(told, wanted);
    if (isEmpty(difference) && !this.#incomplete) return;
    const messages = await this.#messages(difference);
    if (session !== this.#session) return;
    this.#told = wanted;
    this.#incomplete = false;
    for (const message of messages) {
      this.#sequence++;
      const whole: MailboxMessage = { session, sequence: this.#sequence, ...message };
      this.#bus.publish(nodeSubject(this.#node, 'mailbox'), JSON.stringify(whole));
    }
  }

  /** ConfigMaps and Secrets go before the Pods that need them; what is dropped goes last. */
  async #messages({ put, drop, node }: Difference): Promise<Omit<MailboxMessage, 'session' | 'sequence'>[]> {
    const messages: Omit<MailboxMessage, 'session' | 'sequence'>[] = [];
    const nodeObject = node ? await this.#wanted.nodeObject(this.#node) : undefined;
    if (nodeObject !== undefined) messages.push({ put: {}, drop: {}, node: nodeObject });
    for (const part of [...PARTS].reverse()) {
      for await (const objects of this.#batches(part, put[part])) messages.push({ put: { [part]: objects }, drop: {} });
    }
    messages.push({ put: {}, drop, ...(this.#incomplete ? { complete: true as const } : {}) });
    return messages;
  }

  async *#batches(part: Part, keys: readonly string[]): AsyncGenerator<MailedObject[]> {
    let batch: MailedObject[] = [];
    let bytes = 0;
    for (const key of keys) {
      const object = await this.#wanted.object(part, key);
      if (object === undefined) continue;
      batch.push(object);
      bytes += JSON.stringify(object).length;
      if (bytes < MESSAGE_BYTES) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
    if (batch.length > 0) yield batch;
  }
}
