import type { MailboxMessage, MailedObject, SyncMessage } from '@flotilla/bus';
import type { ConfigMap, Node, PersistentVolume, PersistentVolumeClaim, Secret } from '@flotilla/kinds/core/v1';
import type { KubernetesObject } from '@flotilla/machinery';
import type { StoredPod } from '../pod/stored-pod.ts';
import type { DesiredPod, Mailbox, MailboxChange } from './node-link.ts';

interface Versioned<T> {
  readonly object: T;
  readonly revision: number;
}

/** Objects of one kind by `namespace/name`, or by name where they have no namespace. */
class HeldObjects<T> {
  readonly objects = new Map<string, T>();
  readonly #revisions = new Map<string, number>();

  revisions(): Record<string, number> {
    return Object.fromEntries(this.#revisions);
  }

  /** Returns the keys of what is not as it was. */
  replace(put: readonly MailedObject[] = [], drop: readonly string[] = []): string[] {
    const changed = put.map(({ object, revision }) => {
      const { namespace, name = '' } = (object as unknown as KubernetesObject).metadata;
      const key = namespace === undefined ? name : `${namespace}/${name}`;
      this.objects.set(key, object as T);
      this.#revisions.set(key, revision);
      return key;
    });
    for (const key of drop) {
      this.objects.delete(key);
      this.#revisions.delete(key);
    }
    return [...changed, ...drop];
  }
}

/** The mailbox as messages fill it, and the revisions of what is in it. */
export class HeldMailbox implements Mailbox {
  readonly pods = new Map<string, DesiredPod>();
  readonly #configMaps = new HeldObjects<ConfigMap>();
  readonly #secrets = new HeldObjects<Secret>();
  readonly #claims = new HeldObjects<PersistentVolumeClaim>();
  readonly #volumes = new HeldObjects<PersistentVolume>();
  readonly configMaps = this.#configMaps.objects;
  readonly secrets = this.#secrets.objects;
  readonly claims = this.#claims.objects;
  readonly volumes = this.#volumes.objects;
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
      configMaps: this.#configMaps.revisions(),
      secrets: this.#secrets.revisions(),
      claims: this.#claims.revisions(),
      volumes: this.#volumes.revisions(),
      node: this.#node?.revision ?? 0,
    };
  }

  /** Messages come in the order of their numbers. */
  apply({ put, drop, node, complete }: MailboxMessage): MailboxChange {
    const configMaps = this.#configMaps.replace(put.configMaps, drop.configMaps);
    const secrets = this.#secrets.replace(put.secrets, drop.secrets);
    const claims = this.#claims.replace(put.claims, drop.claims);
    const volumes = this.#volumes.replace(put.volumes, drop.volumes);
    const pods = (put.pods ?? []).map((mailed) => this.#putPod(mailed));
    for (const uid of drop.pods ?? []) this.pods.delete(uid);
    if (node !== undefined) this.#node = { object: node.object as Node, revision: node.revision };
    this.#complete ||= complete ?? false;
    return { pods: [...pods, ...(drop.pods ?? [])], configMaps, secrets, claims, volumes, node: node !== undefined };
  }

  #putPod({ object, revision, traceparent }: MailedObject): string {
    const pod = object as unknown as StoredPod;
    this.pods.set(pod.metadata.uid, { pod, revision, ...(traceparent !== undefined && { traceparent }) });
    return pod.metadata.uid;
  }
}
