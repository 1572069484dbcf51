/** A control plane that runs for a benchmark. */
export interface Server {
  readonly name: string;
  readonly url: string;
  readonly files: ClientFiles;
  /** Process ids by name. */
  readonly processes: ReadonlyMap<string, number>;
  /** Stops it and removes what it kept. */
  stop(): Promise<void>;
}

/** What a client with all rights needs. PEM. */
export interface ClientFiles {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}
