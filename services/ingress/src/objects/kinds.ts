import type { Secret, Service } from '@flotilla/kinds/core/v1';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import type { Ingress, IngressClass } from '@flotilla/kinds/networking/v1';
import { resourceType } from '@flotilla/registry';

export const EndpointSlices = resourceType<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice');
export const IngressClasses = resourceType<IngressClass>('networking.k8s.io/v1', 'IngressClass');
export const Ingresses = resourceType<Ingress>('networking.k8s.io/v1', 'Ingress');
export const Secrets = resourceType<Secret>('v1', 'Secret');
export const Services = resourceType<Service>('v1', 'Service');
