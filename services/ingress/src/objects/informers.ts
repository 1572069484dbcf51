import { createInformer, type Informer, type InformerDeps } from '@flotilla/controller';
import { type CertificateView, viewCertificate } from './certificate.ts';
import { EndpointSlices, IngressClasses, Ingresses, Secrets, Services } from './kinds.ts';
import {
  type IngressView,
  type ServiceView,
  type SliceView,
  viewIngress,
  viewIngressClass,
  viewService,
  viewSlice,
} from './views.ts';

export interface Informers {
  readonly ingresses: Informer<IngressView>;
  readonly classes: Informer<string>;
  readonly services: Informer<ServiceView>;
  /** Index `service`: by the `namespace/name` of the Service that they belong to. */
  readonly slices: Informer<SliceView>;
  readonly secrets: Informer<CertificateView>;
}

export function createInformers(deps: InformerDeps): Informers {
  return {
    ingresses: createInformer(deps, Ingresses, { project: viewIngress }),
    classes: createInformer(deps, IngressClasses, { project: viewIngressClass }),
    services: createInformer(deps, Services, { project: viewService }),
    slices: createInformer(deps, EndpointSlices, {
      project: viewSlice,
      indices: { service: ({ service }) => [service] },
    }),
    secrets: createInformer(deps, Secrets, { project: viewCertificate }),
  };
}
