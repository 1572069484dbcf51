/** How a port of a Service or an endpoint is spoken to. */
export type NetworkProtocol = 'TCP' | 'UDP' | 'SCTP';

/** A Service, as far as nodes use it. */
export interface NetworkService {
  readonly namespace: string;
  readonly name: string;
  readonly revision: number;
  /** Its ClusterIP, IPv4; absent where it has none. */
  readonly address?: string;
  /** Its name stands for its endpoints' addresses. */
  readonly headless?: true;
  /** Its name stands for this one. */
  readonly externalName?: string;
  /** Addresses outside the cluster that lead to it: its externalIPs, and those of its load balancer. */
  readonly externalAddresses: readonly string[];
  readonly ports: readonly NetworkServicePort[];
  /** A client comes back to the same endpoint within so many seconds. */
  readonly affinitySeconds?: number;
  /** Only endpoints on the same node count, for who comes to its ClusterIP or from outside. */
  readonly internalLocal?: true;
  readonly externalLocal?: true;
}

export interface NetworkServicePort {
  /** Empty where it has none. */
  readonly name: string;
  readonly protocol: NetworkProtocol;
  readonly port: number;
  readonly nodePort?: number;
}

/** An EndpointSlice of IPv4 addresses, as far as nodes use it. */
export interface NetworkEndpointSlice {
  readonly namespace: string;
  readonly name: string;
  readonly revision: number;
  /** The name of its Service, in its own namespace. */
  readonly service: string;
  readonly ports: readonly { readonly name: string; readonly protocol: NetworkProtocol; readonly port: number }[];
  readonly endpoints: readonly NetworkEndpoint[];
}

export interface NetworkEndpoint {
  readonly address: string;
  readonly ready: boolean;
  /** It answers, be it that it ends. */
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly node?: string;
  readonly hostname?: string;
  readonly podUid?: string;
}

/** Where a node's Pods are, and how other nodes reach them. */
export interface NetworkNode {
  readonly name: string;
  readonly revision: number;
  /** CIDR. */
  readonly podRange: string;
  readonly address: string;
}

/** Services and EndpointSlices by `namespace/name`, nodes by name. */
export interface NetworkContent<Services, Slices, Nodes> {
  readonly services?: Services;
  readonly endpointSlices?: Slices;
  readonly nodes?: Nodes;
}

/**
 * What every node is told on the topic `network`. Numbers go up by one within a session, one a second at least, also
 * where nothing has changed; at a gap or a session it does not know the node asks with the verb `network`.
 */
export interface NetworkMessage {
  readonly session: string;
  readonly sequence: number;
  /** All changes of EndpointSlices up to this revision have now been told. */
  readonly endpointRevision: number;
  /** What every reader of endpoints that is alive has loaded, see {@link LoadedMessage}. */
  readonly loadedRevision: number;
  readonly put: NetworkContent<readonly NetworkService[], readonly NetworkEndpointSlice[], readonly NetworkNode[]>;
  readonly drop: NetworkContent<readonly string[], readonly string[], readonly string[]>;
}

/** What a node asks with the verb `network`: the revisions it holds, so that only the difference is sent. */
export type NetworkSyncMessage = Required<
  NetworkContent<Readonly<Record<string, number>>, Readonly<Record<string, number>>, Readonly<Record<string, number>>>
>;

/** The difference, at the place that it names in the session; where it is not complete, the node asks for the rest. */
export type NetworkSyncAnswer =
  | { readonly ok: true; readonly complete: boolean; readonly difference: NetworkMessage }
  | { readonly ok: false; readonly why: string };

/**
 * What a reader of endpoints says whenever it has loaded some, and once a second: a node with the verb `loaded`, others
 * on the loaded subject under a name of their own. Until all that are alive have passed the removal of a Pod from its
 * endpoints, or ten seconds are over, the Pod serves on.
 */
export interface LoadedMessage {
  /** All changes of EndpointSlices up to this revision decide where it sends what. */
  readonly revision: number;
}
