import type {
  ConfigMap,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  PodStatus,
  Secret,
} from '@flotilla/kinds/core/v1';
import { LinkDown } from '../link/errors.ts';
import type {
  DesiredPod,
  EventReport,
  Mailbox,
  MailboxChange,
  NodeLink,
  NodeRegistration,
  NodeServices,
} from '../link/node-link.ts';
import type { StoredPod } from '../pod/stored-pod.ts';

/** A control plane in the memory of a test: what a node is told is set here, what it says is kept here. */
export interface MemoryLink extends NodeLink {
  put(pod: StoredPod): void;
  /** Sets the deletionTimestamp, as the API does for a delete with a grace period. */
  deletePod(uid: string, graceSeconds: number): void;
  /** Takes the Pod out at once. */
  withdraw(uid: string): void;
  putConfigMap(configMap: ConfigMap): void;
  putSecret(secret: Secret): void;
  putClaim(claim: PersistentVolumeClaim): void;
  putVolume(volume: PersistentVolume): void;
  assignRange(cidr: string): void;
  putNode(node: Node): void;
  /** Says that everything has been received. */
  complete(): void;
  setConnected(connected: boolean): void;
  /** The last status that was stored, by uid. */
  readonly statuses: ReadonlyMap<string, PodStatus>;
  /** Every status that was stored, in order. */
  readonly history: readonly { uid: string; status: PodStatus }[];
  readonly events: readonly EventReport[];
  /** Uids of the Pods that were reported gone; the mailbox then drops them. */
  readonly gone: ReadonlySet<string>;
  readonly registration: NodeRegistration | undefined;
  readonly services: NodeServices | undefined;
  /** Resolves when the condition holds; it is looked at after everything that the node says. */
  until(holds: () => boolean): Promise<void>;
}

export function createMemoryLink(options: { complete: boolean } = { complete: true }): MemoryLink {
  const pods = new Map<string, DesiredPod>();
  const configMaps = new Map<string, ConfigMap>();
  const secrets = new Map<string, Secret>();
  const claims = new Map<string, PersistentVolumeClaim>();
  const volumes = new Map<string, PersistentVolume>();
  const mailbox: { -readonly [K in keyof Mailbox]: Mailbox[K] } = {
    complete: options.complete,
    pods,
    configMaps,
    secrets,
    claims,
    volumes,
    node: undefined,
  };
  const statuses = new Map<string, PodStatus>();
  const history: { uid: string; status: PodStatus }[] = [];
  const events: EventReport[] = [];
  const gone = new Set<string>();
  const mailboxListeners = new Set<(change: MailboxChange) => void>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  const waiting = new Set<() => void>();
  const kept: { registration?: NodeRegistration; services?: NodeServices } = {};
  let connected = true;
  let revision = 0;

  const said = () => {
    for (const look of [...waiting]) look();
  };
  const tell = (change: Partial<MailboxChange>) => {
    const whole = { pods: [], configMaps: [], secrets: [], claims: [], volumes: [], node: false, ...change };
    for (const listener of mailboxListeners) listener(whole);
  };
  const put = (pod: StoredPod) => {
    revision += 1;
    pods.set(pod.metadata.uid, { pod, revision });
    tell({ pods: [pod.metadata.uid] });
  };
  const putNode = (node: Node) => {
    mailbox.node = node;
    tell({ node: true });
  };
  const drop = (uid: string) => {
    pods.delete(uid);
    tell({ pods: [uid] });
  };
  const listening = <T>(listeners: Set<T>, listener: T) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  return {
    mailbox,
    statuses,
    history,
    events,
    gone,
    get registration() {
      return kept.registration;
    },
    get services() {
      return kept.services;
    },
    onMailbox: (listener) => listening(mailboxListeners, listener),
    onConnection: (listener) => listening(connectionListeners, listener),
    async reportNode(registration) {
      if (!connected) throw new LinkDown('no answer');
      kept.registration = registration;
      said();
    },
    async report({ pod, status }) {
      if (!connected) throw new LinkDown('no answer');
      const desired = pods.get(pod.uid);
      if (desired === undefined) return 'unknown-pod';
      statuses.set(pod.uid, status);
      history.push({ uid: pod.uid, status });
      put({ ...desired.pod, status });
      said();
      return 'stored';
    },
    async reportGone({ uid }) {
      if (!connected) throw new LinkDown('no answer');
      gone.add(uid);
      drop(uid);
      said();
      return 'stored';
    },
    async reportVolumeGone({ name }) {
      if (!connected) throw new LinkDown('no answer');
      volumes.delete(name);
      said();
      return 'stored';
    },
    event(event) {
      events.push(event);
      said();
    },
    beat() {},
    serve(services) {
      kept.services = services;
    },
    async close() {},
    put,
    deletePod(uid, graceSeconds) {
      const pod = pods.get(uid)?.pod;
      if (pod === undefined) throw new Error(`Cannot delete a Pod: ${uid} must be in the mailbox`);
      const deletion = { deletionTimestamp: new Date().toISOString(), deletionGracePeriodSeconds: graceSeconds };
      put({ ...pod, metadata: { ...pod.metadata, ...deletion } });
    },
    withdraw: drop,
    putConfigMap(configMap) {
      const key = `${configMap.metadata.namespace}/${configMap.metadata.name}`;
      configMaps.set(key, configMap);
      tell({ configMaps: [key] });
    },
    putSecret(secret) {
      const key = `${secret.metadata.namespace}/${secret.metadata.name}`;
      secrets.set(key, secret);
      tell({ secrets: [key] });
    },
    putClaim(claim) {
      const key = `${claim.metadata.namespace}/${claim.metadata.name}`;
      claims.set(key, claim);
      tell({ claims: [key] });
    },
    putVolume(volume) {
      const key = volume.metadata.name ?? '';
      volumes.set(key, volume);
      tell({ volumes: [key] });
    },
    assignRange: (cidr) => putNode({ apiVersion: 'v1', kind: 'Node', metadata: {}, spec: { podCIDR: cidr } }),
    putNode,
    complete() {
      mailbox.complete = true;
      tell({});
    },
    setConnected(next) {
      connected = next;
      for (const listener of connectionListeners) listener(next);
    },
    until(holds) {
      return new Promise((resolve) => {
        const look = () => {
          if (!holds()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
  };
}
