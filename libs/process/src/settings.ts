import type { LogLevel } from './logger.ts';

/**
 * Everything one process is told at start: a JSON file of this shape, whose path is in `FLOTILLA_SETTINGS`. `up` and
 * compose's `init` write one a process, readable by its owner only. A section is there only where the process needs it.
 * Files are named by absolute paths.
 */
export interface Settings {
  readonly cluster: ClusterSettings;
  readonly logLevel: LogLevel;
  /** This process's own folder for what it keeps. It exists. */
  readonly dataFolder: string;
  readonly telemetry: TelemetrySettings;
  readonly store?: StoreSettings;
  readonly bus?: BusSettings;
  readonly api?: ApiSettings;
  readonly serviceAccounts?: ServiceAccountSettings;
  readonly node?: NodeSettings;
  readonly simulatedNodes?: readonly SimulatedNodeSettings[];
  readonly joining?: JoiningSettings;
  /** Absent where nothing serves Ingresses. */
  readonly ingress?: IngressSettings;
}

export interface ClusterSettings {
  /** A UUID, made once with the data. */
  readonly id: string;
  /** What cluster DNS answers under: `cluster.local`. */
  readonly domain: string;
  /** CIDR that every node's Pod range is cut from. */
  readonly podRange: string;
  /** CIDR of Services' addresses. */
  readonly serviceRange: string;
  /** PEM certificate of the authority that signs the API's and its clients' certificates. */
  readonly authorityFile: string;
  /** Where the API is reached: `https://…`. */
  readonly apiUrl: string;
}

export interface TelemetrySettings {
  /** Where the ring of finished spans is kept; all processes of one machine share it. */
  readonly folder: string;
  /** OTLP over HTTP, without the `/v1/traces` path. */
  readonly otlpEndpoint?: string;
}

/** Redis, over a unix socket or at a URL: `redis://host:port`, `rediss://…` for TLS. */
export interface StoreSettings {
  readonly address: { readonly socketPath: string } | { readonly url: string };
  readonly password: string;
  /** 32 random bytes, base64: seals Secrets before they are committed. */
  readonly sealingKeyFile: string;
}

/** NATS, under an identity that may use its own subjects only. */
export interface BusSettings {
  /** `nats://host:port`. */
  readonly url: string;
  readonly credentials: BusCredentials;
}

/** What `@flotilla/bus` mints and connects with. */
export interface BusCredentials {
  readonly jwt: string;
  /** The nkey seed that goes with the JWT. */
  readonly seed: string;
  readonly inboxPrefix: string;
}

export interface ApiSettings {
  /** The address to listen on, `0.0.0.0` for all. */
  readonly host: string;
  readonly port: number;
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface ServiceAccountSettings {
  readonly issuer: string;
  /** PEM private key that tokens are signed with; its public half verifies them. */
  readonly signingKeyFile: string;
}

/** What `node-gateway` admits new nodes with. */
export interface JoiningSettings {
  /** JSON of `@flotilla/bus`'s `Authority`. */
  readonly busAuthorityFile: string;
}

/** The Traefik that serves Ingresses. */
export interface IngressSettings {
  /** Its dynamic configuration. */
  readonly file: string;
  /** `http://…` of its API. */
  readonly apiUrl: string;
  /** The address at which it serves. */
  readonly address: string;
}

export interface NodeSettings {
  readonly name: string;
  /** The node's InternalIP. */
  readonly address: string;
  /** Path of the Docker Engine's socket. */
  readonly dockerSocket: string;
  /** Where the agent runs in a container: a process of the machine through which it sees its files, `dockerd`. */
  readonly machineProcess?: string;
}

/** A node without containers. One process runs them all, each on a connection of its own. */
export interface SimulatedNodeSettings {
  readonly name: string;
  readonly bus: BusSettings;
}
