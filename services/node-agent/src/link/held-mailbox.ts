import type { MailboxMessage, MailedObject, SyncMessage } from '@flotilla/bus';
import type { ConfigMap, Node, Secret } from '@flotilla/kinds/core/v1';
import type { StoredPod } from '../pod/stored-pod.ts';
import type { DesiredPod, Mailbox, MailboxChange } from './node-link.ts';

interface Versioned<T> {
  readonly object: T;
  readonly revision: number;
}

/** The mailbox as messages fill it, and the revisions of what is in it. */
export class HeldMailbox implements Mailbox {
  readonly pods = new Map<string, DesiredPod>();
  readonly configMaps = new Map<string, ConfigMap>();
  readonly secrets = new Map<string, Secret>();
  readonly #configMapRevisions = new Map<string, number>();
  readonly #secretRevisions = new Map<string, number>();
  #node: Versioned<Node> | undefined;
  #complete = false;

  get complete(): boolean {
    return this.#complete;
  }

  get node(): Node | undefined {
    return this.#node?.object;
  }

  /** What the gateway must know of it to send no more than the difference. */
  revisions(): SyncMessage {
    return {
      pods: Object.fromEntries([...this.pods].map(([uid, { revision }]) => [uid, revision])),
      configMaps: Object.fromEntries(this.#configMapRevisions),
      secrets: Object.fromEntries(this.#secretRevisions),
      node: this.#node?.revision ?? 0,
    };
  }

  /** Messages come in the order of their numbers. */
  apply({ put, drop, node, complete }: MailboxMessage): MailboxChange {
    const configMaps = replace(this.configMaps, this.#configMapRevisions, put.configMaps, drop.configMaps);
    const secrets = replace(this.secrets, this.#secretRevisions, put.secrets, drop.secrets);
    const pods = (put.pods ?? []).map((mailed) => this.#putPod(mailed));
    for (const uid of drop.pods ?? []) this.pods.delete(uid);
    if (node !== undefined) this.#node = { object: node.object as Node, revision: node.revision };
    this.#complete ||= complete ?? false;
    return { pods: [...pods, ...(drop.pods ?? [])], configMaps, secrets, node: node !== undefined };
  }

  #putPod({ object, revision, traceparent }: MailedObject): string {
    const pod = object as unknown as StoredPod;
    this.pods.set(pod.metadata.uid, { pod, revision, ...(traceparent !== undefined && { traceparent }) });
    return pod.metadata.uid;
  }
}

/** Returns the paths of what is not as it was. */
function replace<T extends ConfigMap | Secret>(
  objects: Map<string, T>,
  revisions: Map<string, number>,
  put: readonly MailedObject[] = [],
  drop: readonly string[] = [],
): string[] {
  const changed = put.map(({ object, revision }) => {
    const { metadata } = object as T;
    const path = `${metadata?.namespace}/${metadata?.name}`;
    objects.set(path, object as T);
    revisions.set(path, revision);
    return path;
  });
  for (const path of drop) {
    objects.delete(path);
    revisions.delete(path);
  }
  return [...changed, ...drop];
}
