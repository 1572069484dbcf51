import type { Duplex } from 'node:stream';
import type { Container } from '@flotilla/kinds/core/v1';
import type { ContainerLogs } from '../link/container-logs.ts';
import type { StoredPod } from '../pod/stored-pod.ts';
import type { AttachRequest, ExecRequest, ExecSession, Session } from './session.ts';

/** How one run of a container stands. Times are milliseconds since the epoch. */
export type RunState =
  | { readonly is: 'created' }
  | { readonly is: 'running'; readonly startedAt: number }
  | {
      readonly is: 'exited';
      readonly startedAt: number;
      readonly finishedAt: number;
      readonly exitCode: number;
      /** `Completed`, `Error`, `OOMKilled`, or `StartError` where the program could not be started at all. */
      readonly reason: string;
      readonly message?: string;
    };

/** One run of a container of a Pod. */
export interface ContainerRun {
  /** With the runtime's scheme: `docker://…`. */
  readonly id: string;
  /** The container's name in the Pod. */
  readonly container: string;
  /** 0 for the first run, then one more each time: the API's restartCount. */
  readonly attempt: number;
  readonly image: string;
  readonly imageId: string;
  /** {@link containerHash} of the container's spec when it was created. */
  readonly hash: string;
  readonly state: RunState;
}

/** What the containers of a Pod share: its network and names. */
export interface Sandbox {
  readonly id: string;
  readonly attempt: number;
  /** False once it has died; its containers have then lost their network. */
  readonly ready: boolean;
  /** The Pod's addresses; the node's own on the host's network. */
  readonly addresses: readonly string[];
}

/** A Pod as the runtime finds it. */
export interface RuntimePod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** The newest one. */
  readonly sandbox: Sandbox | undefined;
  /** Newest attempt first. */
  readonly runs: readonly ContainerRun[];
  /** The grace period that it was started with, for when nobody remembers the Pod. */
  readonly graceSeconds: number;
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
}

/** A folder or file of the machine that a container sees. */
export interface Mount {
  readonly hostPath: string;
  readonly containerPath: string;
  readonly readOnly: boolean;
  /** Whether mounts made later below it reach the container, and the container's the machine. Source: mount(8). */
  readonly propagation: 'rprivate' | 'rslave' | 'rshared';
}

export interface RunRequest {
  readonly pod: StoredPod;
  readonly container: Container;
  readonly attempt: number;
  /** Resolved and in order, later names overriding earlier ones. */
  readonly environment: readonly EnvironmentVariable[];
  /** {@link ImageFacts}; none where it is left out. */
  readonly imageUser?: string;
  /** What they lead to is there. */
  readonly mounts?: readonly Mount[];
}

export interface DialRequest {
  readonly podUid: string;
  readonly port: number;
  /** `loopback`: within the Pod, so that what listens on its localhost only is reached. `address`: from outside. */
  readonly to: 'loopback' | 'address';
}

export interface SandboxRequest {
  readonly pod: StoredPod;
  readonly attempt: number;
}

export interface ImageFacts {
  /** The digest where the image came from a registry, else the runtime's own id. */
  readonly id: string;
  readonly sizeBytes: number;
  /** By name or number, perhaps with a group behind a colon; empty where the image names none, which is root. */
  readonly user: string;
}

export interface NodeImage {
  readonly names: readonly string[];
  readonly sizeBytes: number;
}

/** `terminate` is the container's own stop signal, SIGTERM by default. */
export type RunSignal = 'terminate' | 'kill';

export interface RuntimeListener {
  /** Something of this Pod is not as it was. */
  podChanged(uid: string): void;
  /** Images have come or gone, or names of them. */
  imagesChanged(): void;
}

/**
 * Runs Pods. Every call may be repeated: what is already so is success. After a call resolves, `pod` shows what it did.
 * Calls reject with {@link RuntimeError}.
 */
export interface PodRuntime {
  /** The name of the kind of runtime: `docker`. */
  readonly name: string;
  /** Finds what is already there. Until it resolves, nothing else may be called. */
  start(): Promise<void>;
  version(): Promise<string>;
  /** Whether Pods can be run; the reason is a sentence for the node's Ready condition. */
  readiness(): { readonly ready: true } | { readonly ready: false; readonly reason: string };
  /** The range that Pods get their addresses from, as CIDR. */
  setPodRange(cidr: string): Promise<void>;
  pods(): readonly RuntimePod[];
  pod(uid: string): RuntimePod | undefined;
  listen(listener: RuntimeListener): void;
  createSandbox(request: SandboxRequest): Promise<void>;
  /** Gives the Pod's addresses back; its exited containers stay for their logs. */
  removeSandbox(uid: string): Promise<void>;
  /** The sandbox must be ready, and the image present. */
  run(request: RunRequest): Promise<void>;
  signal(runId: string, signal: RunSignal): Promise<void>;
  removeRun(runId: string): Promise<void>;
  /** Removes whatever is left of the Pod, running or not. */
  removePod(uid: string): Promise<void>;
  image(name: string): Promise<ImageFacts | undefined>;
  pull(name: string, signal: AbortSignal): Promise<ImageFacts>;
  images(): Promise<readonly NodeImage[]>;
  logs: ContainerLogs;
  /** Runs a command in a container that runs. A program that is not there ends with 126 or 127. */
  exec(request: ExecRequest, signal: AbortSignal): Promise<ExecSession>;
  /** Reads from now on what a container that runs writes, and writes what it reads. */
  attach(request: AttachRequest, signal: AbortSignal): Promise<Session>;
  /** Connects to what listens on a port of a Pod. Each direction ends by itself. */
  dial(request: DialRequest): Promise<Duplex>;
  /** Stops listening; containers run on. */
  close(): Promise<void>;
  /** After `close`: removes every Pod and all that this runtime set up on the machine. */
  destroy(): Promise<void>;
}
