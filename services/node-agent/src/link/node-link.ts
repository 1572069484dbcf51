import type {
  ConfigMap,
  Node,
  NodeStatus,
  PersistentVolume,
  PersistentVolumeClaim,
  PodStatus,
  Secret,
} from '@flotilla/kinds/core/v1';
import type { StoredPod } from '../pod/stored-pod.ts';
import type { ContainerLogs } from './container-logs.ts';
import type { ContainerCommands } from './serve-commands.ts';
import type { Dial } from './serve-dials.ts';

/** A Pod as the control plane wants it here. */
export interface DesiredPod {
  readonly pod: StoredPod;
  /** The revision that this version was committed at. */
  readonly revision: number;
  /** W3C trace context of the write that brought it. */
  readonly traceparent?: string;
}

/**
 * What this node is to do, as far as it has been told. The link changes it in place and calls the listeners after; the
 * agent only reads.
 */
export interface Mailbox {
  /**
   * Whether everything has been received at least once. Until then a Pod that is missing here may still be wanted, so
   * nothing is removed; after a reconnect the link fills the gaps before it applies what was withdrawn.
   */
  readonly complete: boolean;
  /** By uid. A Pod that is being deleted stays, with its deletionTimestamp, until it is removed from the store. */
  readonly pods: ReadonlyMap<string, DesiredPod>;
  /** By `namespace/name`, as are the Secrets: those that the Pods reference. */
  readonly configMaps: ReadonlyMap<string, ConfigMap>;
  readonly secrets: ReadonlyMap<string, Secret>;
  /** By `namespace/name`: the claims of the Pods. */
  readonly claims: ReadonlyMap<string, PersistentVolumeClaim>;
  /** By name: what those claims are bound to, and the volumes that lie on this node's own disk. */
  readonly volumes: ReadonlyMap<string, PersistentVolume>;
  /** This node's own object; undefined until it is registered. Its `spec.podCIDR` is the range for Pod addresses. */
  readonly node: Node | undefined;
}

/** What changed in the mailbox since the last call: uids of Pods, names of volumes, `namespace/name` of the others. */
export interface MailboxChange {
  readonly pods: readonly string[];
  readonly configMaps: readonly string[];
  readonly secrets: readonly string[];
  readonly claims: readonly string[];
  readonly volumes: readonly string[];
  readonly node: boolean;
}

/** Names one Pod for ever: a later Pod of the same name has another uid. */
export interface PodReference {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** Names one volume for ever. */
export interface VolumeReference {
  readonly uid: string;
  readonly name: string;
}

export interface StatusReport {
  readonly pod: PodReference;
  /** The whole status; the gateway keeps the conditions that are not the node's. */
  readonly status: PodStatus;
  readonly traceparent?: string;
}

/**
 * `stored`: committed. `unknown-pod`: there is no such Pod any more. `refused`: what was said is not accepted, for a
 * reason that the link has logged. None of them is worth repeating.
 */
export type ReportAnswer = 'stored' | 'unknown-pod' | 'refused';

/** An Event about a Pod or one of its containers. The gateway's recorder counts repetitions. */
export interface EventReport {
  readonly pod: PodReference;
  /** `spec.containers{name}` where the Event is about one container. */
  readonly fieldPath?: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** When it happened, in milliseconds. */
  readonly at: number;
}

/** What the control plane may ask of the node at any time. */
export interface NodeServices {
  /** Throws {@link NoSuchContainer}. Ends when the container has ended, or when the signal is aborted. */
  containerLogs: ContainerLogs;
  readonly commands: ContainerCommands;
  readonly dial: Dial;
}

/**
 * The node's one connection to the control plane. Calls that wait reject with {@link LinkDown} when no answer came: the
 * caller repeats what still holds. `event` and `beat` are not worth repeating and never fail.
 */
export interface NodeLink {
  readonly mailbox: Mailbox;
  /** Returns the function that ends it. */
  onMailbox(listener: (change: MailboxChange) => void): () => void;
  /** Told at each loss of connection and each return. */
  onConnection(listener: (connected: boolean) => void): () => void;
  /** Creates the Node object where it is missing, and writes its status. */
  reportNode(registration: NodeRegistration): Promise<void>;
  /** The reports of one Pod arrive in the order of the calls: the caller waits for one before it sends the next. */
  report(report: StatusReport): Promise<ReportAnswer>;
  /** Nothing of this Pod is left on the node, so a Pod with a deletionTimestamp may be removed from the store. */
  reportGone(pod: PodReference): Promise<ReportAnswer>;
  /** Nothing of this deleted volume is left on the node's disk. */
  reportVolumeGone(volume: VolumeReference): Promise<ReportAnswer>;
  event(event: EventReport): void;
  /** Says that the node is alive; once a second. */
  beat(): void;
  /** Starts to take requests. Called once. */
  serve(services: NodeServices): void;
  close(): Promise<void>;
}

export interface NodeRegistration {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly status: NodeStatus;
}
