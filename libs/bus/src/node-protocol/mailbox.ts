/** An object as it goes to a node: the whole JSON, and the revision that it was committed at. */
export interface MailedObject {
  readonly revision: number;
  readonly object: Readonly<Record<string, unknown>>;
  /** W3C trace context of the write that made this version. */
  readonly traceparent?: string;
}

/**
 * What the gateway tells a node on the verb `mailbox`. Numbers go up by one within a session, which lasts as long as
 * the gateway remembers what it has told; at a gap or a session it does not know the node asks with the verb `sync`.
 */
export interface MailboxMessage {
  readonly session: string;
  readonly sequence: number;
  readonly put: MailboxContent<readonly MailedObject[]>;
  /** What the node is no longer to hold: Pods by uid, volumes by name, the others by `namespace/name`. */
  readonly drop: MailboxContent<readonly string[]>;
  /** This node's own object. */
  readonly node?: MailedObject;
  /** With this message the node holds everything that was there at its `sync`. */
  readonly complete?: true;
}

export interface MailboxContent<T> {
  readonly pods?: T;
  readonly configMaps?: T;
  readonly secrets?: T;
  /** PersistentVolumeClaims. */
  readonly claims?: T;
  /** PersistentVolumes. */
  readonly volumes?: T;
}

/** What a node asks with the verb `sync`: the revisions it holds, so that only the difference is sent. */
export interface SyncMessage extends MailboxContent<Readonly<Record<string, number>>> {
  readonly node: number;
}

/** The mailbox messages of this session, from number 1, are the difference; the first may come before the answer. */
export type SyncAnswer = { readonly ok: true; readonly session: string } | { readonly ok: false; readonly why: string };

/** What a node says once a second with the verb `beat`: how far it has come, so that a lost message is noticed. */
export interface BeatMessage {
  /** The session that it knows; empty where it knows none. */
  readonly session: string;
  /** The number of the last message that it has applied. */
  readonly sequence: number;
}
