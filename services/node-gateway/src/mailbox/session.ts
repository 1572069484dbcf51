import { randomUUID } from 'node:crypto';
import type { MailboxMessage } from '@flotilla/bus';
import { eachPart, type Holdings, PARTS, type Part } from './difference.ts';

/** What a mailbox message says, before it has its place in a session. */
export type Content = Omit<MailboxMessage, 'session' | 'sequence'>;

/**
 * What one node has been told since it last asked. Only what was sent is told: an object that had gone when its turn
 * came is not.
 */
export class Session {
  readonly id: string = randomUUID();
  readonly #told: Record<Part, Map<string, number>>;
  #node: number;
  #sequence = 0;
  #sequenceAtBeat = 0;
  #complete = false;

  constructor(held: Holdings) {
    this.#told = eachPart((part) => new Map(held[part]));
    this.#node = held.node;
  }

  get told(): Holdings {
    return { ...this.#told, node: this.#node };
  }

  /** Whether the node has been told all that was there when it asked. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Numbers a message. It counts as told: a node that misses one asks again. */
  post(content: Content): MailboxMessage {
    for (const part of PARTS) {
      for (const { revision, object } of content.put[part] ?? []) this.#told[part].set(keyOf(part, object), revision);
      for (const key of content.drop[part] ?? []) this.#told[part].delete(key);
    }
    this.#node = content.node?.revision ?? this.#node;
    this.#complete ||= content.complete ?? false;
    this.#sequence++;
    return { session: this.id, sequence: this.#sequence, ...content };
  }

  /** Whether a node that has applied so many messages lacks one that was sent before its last beat. */
  lags(sequence: number): boolean {
    const lags = sequence < this.#sequenceAtBeat;
    this.#sequenceAtBeat = this.#sequence;
    return lags;
  }
}

function keyOf(part: Part, { metadata }: Readonly<Record<string, unknown>>): string {
  const { uid, namespace, name } = metadata as Record<string, unknown>;
  if (part === 'pods') return `${uid}`;
  return part === 'volumes' ? `${name}` : `${namespace}/${name}`;
}
