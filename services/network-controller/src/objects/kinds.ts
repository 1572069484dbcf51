import type { Endpoints, Node, Pod, Service } from '@flotilla/kinds/core/v1';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import type { IPAddress, ServiceCIDR } from '@flotilla/kinds/networking/v1';
import { resourceType } from '@flotilla/registry';

export const AllEndpoints = resourceType<Endpoints>('v1', 'Endpoints');
export const EndpointSlices = resourceType<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice');
export const IpAddresses = resourceType<IPAddress>('networking.k8s.io/v1', 'IPAddress');
export const Nodes = resourceType<Node>('v1', 'Node');
export const Pods = resourceType<Pod>('v1', 'Pod');
export const ServiceCidrs = resourceType<ServiceCIDR>('networking.k8s.io/v1', 'ServiceCIDR');
export const Services = resourceType<Service>('v1', 'Service');

/** The labels that say to which Service a slice belongs, who keeps it, and that the Service has no address. */
export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const HEADLESS = 'service.kubernetes.io/headless';
/** The label that says of Endpoints who keeps them. */
export const ENDPOINTS_MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
/** The label with which Endpoints ask not to be mirrored. */
export const SKIP_MIRROR = 'endpointslice.kubernetes.io/skip-mirror';
/** The annotation that says when what endpoints follow from last changed. */
export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';
