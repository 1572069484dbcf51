import type { Service, ServicePort } from '@flotilla/kinds/core/v1';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import type { Ingress, IngressClass, IngressSpec } from '@flotilla/kinds/networking/v1';
import type { ObjectMeta } from '@flotilla/machinery';

/** The parts of objects that decide what the proxy does; nothing else of them is kept. */

export interface IngressView {
  readonly metadata: ObjectMeta;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** From its spec, or from the annotation that came before that. */
  readonly className: string | undefined;
  readonly spec: IngressSpec;
  /** Addresses that its status tells. */
  readonly addresses: readonly string[];
}

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

export function viewIngress({ metadata, spec = {}, status }: Ingress): IngressView {
  const { namespace = '', name = '', uid = '', creationTimestamp, annotations = {} } = metadata;
  return {
    metadata: { namespace, name, uid },
    namespace,
    name,
    uid,
    createdAt: creationTimestamp ?? '',
    className: spec.ingressClassName ?? annotations[CLASS_ANNOTATION],
    spec,
    addresses: (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []),
  };
}

/** The controller that an IngressClass names. */
export function viewIngressClass({ spec }: IngressClass): string {
  return spec?.controller ?? '';
}

export interface ServiceView {
  readonly ports: readonly ServicePort[];
  /** Where the Service only stands for a name elsewhere. */
  readonly externalName: string | undefined;
}

export function viewService({ spec }: Service): ServiceView {
  return { ports: spec?.ports ?? [], externalName: spec?.type === 'ExternalName' ? spec.externalName : undefined };
}

export interface SliceView {
  /** `namespace/name` of the Service. */
  readonly service: string;
  /** Of IPv4 endpoints that take new connections. */
  readonly readyAddresses: readonly string[];
  readonly ports: readonly { readonly name: string; readonly port: number }[];
}

const SERVICE_LABEL = 'kubernetes.io/service-name';

export function viewSlice({ metadata, addressType, endpoints = [], ports = [] }: EndpointSlice): SliceView {
  const ready = endpoints.filter(({ conditions }) => conditions?.ready ?? true);
  return {
    service: `${metadata.namespace}/${metadata.labels?.[SERVICE_LABEL] ?? ''}`,
    readyAddresses: addressType === 'IPv4' ? ready.flatMap(({ addresses }) => addresses.slice(0, 1)) : [],
    ports: ports.flatMap(({ name = '', port }) => (port === undefined ? [] : { name, port })),
  };
}
