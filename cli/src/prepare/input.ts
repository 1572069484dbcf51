import type { ClusterRecord } from '../data/cluster-record.ts';
import type { LocalNode } from '../local-nodes/plan.ts';
import type { Arrangement } from '../services.ts';

/** What certificates, configuration and settings are written from. JSON. */
export interface PrepareInput {
  readonly dataPath: string;
  readonly record: ClusterRecord;
  /** This machine's name and addresses, for the API's certificate. */
  readonly hostNames: readonly string[];
  readonly hostAddresses: readonly string[];
  /** The address that Pods and other machines reach this one at. */
  readonly outboundAddress: string;
  readonly nats: NatsPlace;
  /** Absent where no node is to run containers. */
  readonly node?: NodePlace;
  /** Absent where nothing serves Ingresses. */
  readonly proxy?: ProxyPlace;
  /** Further nodes on this machine. */
  readonly localNodes?: readonly LocalNode[];
  readonly simulatedNodes: number;
  readonly arrangement: Arrangement;
  readonly otlpEndpoint?: string;
}

/** Where NATS is, for itself and for those who connect. */
export interface NatsPlace {
  readonly listenHost: string;
  /** `nats://host:port`. */
  readonly url: string;
  /** The same from a node. */
  readonly nodeUrl: string;
}

/** Where Traefik is, for itself and for the service that writes what it serves. */
export interface ProxyPlace {
  readonly httpPort: number;
  readonly httpsPort: number;
  /** At which Ingresses are reached. */
  readonly address: string;
  readonly dynamicFile: string;
  /** `url` is how the ingress service reaches it. */
  readonly api: { readonly listenHost: string; readonly port: number; readonly url: string };
}

export interface NodePlace {
  /** The node's InternalIP. */
  readonly address: string;
  /** The Docker Engine's socket. */
  readonly dockerSocket: string;
  /** What Pods mount lies here, so that the path must mean the same to the agent and to the Engine. */
  readonly dataFolder: string;
  /** Where the agent runs in a container: a process of the machine through which it sees its files. */
  readonly machineProcess?: string;
}

/** What was written, from what, and until when it may be used. */
export interface Prepared {
  readonly input: PrepareInput;
  /** {@link writersChangedAt} of the code that wrote it. */
  readonly writersChangedAt: number;
  readonly files: readonly string[];
  /** Milliseconds since 1970. */
  readonly renewAfter: number;
}
