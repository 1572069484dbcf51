import { isSidecar } from '@flotilla/kinds';
import type { Node, Pod, Service, ServicePort } from '@flotilla/kinds/core/v1';

/** The parts of objects that these controllers use; nothing else of them is kept. */

export interface ServiceView {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly isTerminating: boolean;
  readonly isExternalName: boolean;
  /** Undefined where somebody else says what its endpoints are. */
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly ports: readonly ServicePort[];
  /** Undefined where it has none of its own. */
  readonly address: string | undefined;
  readonly publishNotReadyAddresses: boolean;
  readonly trafficDistribution: string | undefined;
}

export function viewService({ metadata, spec = {} }: Service): ServiceView {
  const { clusterIP, selector = {} } = spec;
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    labels: metadata.labels ?? {},
    isTerminating: metadata.deletionTimestamp !== undefined,
    isExternalName: spec.type === 'ExternalName',
    selector: Object.keys(selector).length === 0 ? undefined : selector,
    ports: spec.ports ?? [],
    address: clusterIP === 'None' || clusterIP === '' ? undefined : clusterIP,
    publishNotReadyAddresses: spec.publishNotReadyAddresses ?? false,
    trafficDistribution: spec.trafficDistribution,
  };
}

/** Whether this Service's endpoints are the Pods that it selects. */
export function selectsPods(service: ServiceView | undefined): service is ServiceView {
  return service?.selector !== undefined && !service.isExternalName;
}

export interface NamedPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
}

export interface PodView {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly isTerminating: boolean;
  /** It has succeeded or failed: nothing of it runs any more. */
  readonly isOver: boolean;
  readonly isReady: boolean;
  /** When that last changed: RFC 3339, empty where it never did. */
  readonly readySince: string;
  readonly addresses: readonly string[];
  readonly nodeName: string;
  readonly hostname: string;
  readonly subdomain: string;
  readonly ports: readonly NamedPort[];
}

export function viewPod({ metadata, spec, status }: Pod): PodView {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const addresses = status?.podIPs?.map(({ ip }) => ip) ?? (status?.podIP ? [status.podIP] : []);
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    labels: metadata.labels ?? {},
    isTerminating: metadata.deletionTimestamp !== undefined,
    isOver: status?.phase === 'Succeeded' || status?.phase === 'Failed',
    isReady: ready?.status === 'True',
    readySince: ready?.lastTransitionTime ?? '',
    addresses: addresses.filter((address) => address !== undefined),
    nodeName: spec?.nodeName ?? '',
    hostname: spec?.hostname ?? '',
    subdomain: spec?.subdomain ?? '',
    ports: namedPorts(spec),
  };
}

function namedPorts(spec: Pod['spec']): NamedPort[] {
  const sidecars = (spec?.initContainers ?? []).filter(isSidecar);
  return [...(spec?.containers ?? []), ...sidecars].flatMap(({ ports = [] }) =>
    ports.flatMap(({ name, protocol = 'TCP', containerPort }) =>
      name ? [{ name, protocol, port: containerPort ?? 0 }] : [],
    ),
  );
}

/** A node's zone; undefined where it says none. */
export interface NodeView {
  readonly zone: string | undefined;
}

export function viewNode({ metadata }: Node): NodeView {
  return { zone: metadata.labels?.['topology.kubernetes.io/zone'] || undefined };
}
