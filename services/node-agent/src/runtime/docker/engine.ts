import type { Duplex, Readable } from 'node:stream';
import type { ContainerBody } from './translate/container-body.ts';

/** What `GET /info` and `GET /version` say that matters here. */
export interface EngineFacts {
  readonly version: string;
  readonly cgroupDriver: 'cgroupfs' | 'systemd';
  readonly cgroupVersion: 1 | 2;
  readonly architecture: string;
}

/** The part of `GET /containers/{id}/json` that is read. Times are RFC 3339; year 1 stands for never. */
export interface InspectedContainer {
  readonly Id: string;
  /** With a leading slash. */
  readonly Name: string;
  readonly Created: string;
  readonly Image: string;
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly Pid: number;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly Error: string;
    readonly StartedAt: string;
    readonly FinishedAt: string;
  };
  readonly Config: {
    readonly Image: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly Tty: boolean;
    readonly StopSignal?: string | undefined;
    readonly Hostname: string;
    readonly Cmd: readonly string[] | null;
  };
  readonly HostConfig: { readonly CgroupParent?: string | undefined };
}

export interface InspectedImage {
  readonly Id: string;
  readonly RepoTags: readonly string[] | null;
  readonly RepoDigests: readonly string[] | null;
  readonly Size: number;
  /** Absent where images are only listed. */
  readonly Config?: {
    readonly Entrypoint?: string[] | null;
    readonly Cmd?: string[] | null;
    readonly User?: string;
  } | null;
}

/** `container`: one of ours has ended or is gone. `image`: some name now stands for some image. */
export type EngineEvent = { readonly about: 'container'; readonly id: string } | { readonly about: 'image' };

export interface LogQuery {
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly tail: number | 'all';
  /** Milliseconds since the epoch. */
  readonly sinceMs?: number;
}

/** Of `POST /exec/{id}/start`: the same as when it was created, or the output of a terminal comes framed. */
export type ExecStartBody = Pick<ExecBody, 'Tty'>;

/** The part of the body of `POST /containers/{id}/exec` that is used. Source: Docker Engine API v1.41, ContainerExec. */
export interface ExecBody {
  readonly Cmd: string[];
  readonly Tty: boolean;
  readonly AttachStdin: boolean;
  readonly AttachStdout: boolean;
  readonly AttachStderr: boolean;
}

export interface InspectedExec {
  readonly Running: boolean;
  /** Null before it has ended. */
  readonly ExitCode: number | null;
  /** On the node. */
  readonly Pid: number;
}

/** In characters. */
export interface EngineTerminalSize {
  readonly w: number;
  readonly h: number;
}

/**
 * The Docker Engine's API, as far as Pods need it. Every call rejects with {@link EngineError}. Labels are matched as
 * `name=value`.
 */
export interface Engine {
  facts(): Promise<EngineFacts>;
  /** Ids, running or not. */
  containers(label: string): Promise<string[]>;
  inspect(idOrName: string): Promise<InspectedContainer | undefined>;
  create(name: string, body: ContainerBody): Promise<string>;
  start(id: string): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  /** Nothing happens to a container that has ended. */
  kill(id: string, signal: string): Promise<void>;
  /** Kills it first where it runs; a container that is gone is fine. */
  remove(id: string): Promise<void>;
  image(name: string): Promise<InspectedImage | undefined>;
  images(): Promise<InspectedImage[]>;
  pull(name: string, signal: AbortSignal): Promise<void>;
  /** Makes an image of one layer; `changes` are Dockerfile lines. */
  importImage(name: string, layer: Buffer, changes: readonly string[]): Promise<void>;
  /** The raw stream: framed as `demux` reads it, except where the container has a terminal. */
  logs(id: string, query: LogQuery, signal: AbortSignal): Promise<Readable>;
  createExec(id: string, body: ExecBody): Promise<string>;
  /** Both ways on one connection; output as that of `logs`. What it writes may be ended before what it reads. */
  startExec(execId: string, body: ExecStartBody, signal: AbortSignal): Promise<Duplex>;
  inspectExec(execId: string): Promise<InspectedExec>;
  resizeExec(execId: string, size: EngineTerminalSize): Promise<void>;
  /** As `startExec`, to the container's own program. */
  attach(id: string, input: 'stdin' | 'none', signal: AbortSignal): Promise<Duplex>;
  resize(id: string, size: EngineTerminalSize): Promise<void>;
  /** From now on, for containers with this label, until the connection ends or the signal is aborted. */
  events(label: string, signal: AbortSignal): Promise<AsyncIterable<EngineEvent>>;
}
