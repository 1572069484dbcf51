/** What of a container's output is wanted. Source: Kubernetes API reference, Pod (v1), "read log". */
export interface LogOptions {
  /** Goes on with what the container writes, until it ends. */
  readonly follow: boolean;
  /** The attempt before the current one. */
  readonly previous: boolean;
  /** Each line begins with its time, RFC 3339 in nanoseconds. */
  readonly timestamps: boolean;
  /** Lines from the end; all of them where undefined. */
  readonly tailLines?: number;
  /** Only what was written from this moment on, in milliseconds. */
  readonly sinceMs?: number;
  readonly limitBytes?: number;
}

export interface LogRequest extends LogOptions {
  readonly podUid: string;
  readonly container: string;
}

export type ContainerLogs = (request: LogRequest, signal: AbortSignal) => AsyncIterable<Uint8Array>;
