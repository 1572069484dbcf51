import { defaultClassOf } from '@flotilla/kinds';
import type { Ingress } from '@flotilla/kinds/networking/v1';
import type { AdmissionStep } from '../write/admission.ts';

const olderClassName = 'kubernetes.io/ingress.class';

/** An Ingress that names no class gets the default one. Source: Kubernetes documentation, "Default IngressClass". */
export const defaultIngressClass: AdmissionStep = {
  name: 'DefaultIngressClass',
  async admit({ kind, operation, object }, { list }) {
    if (operation !== 'create' || kind.group !== 'networking.k8s.io' || kind.kind !== 'Ingress') return [];
    const { spec } = object as Ingress;
    if (spec?.ingressClassName !== undefined || object.metadata.annotations?.[olderClassName] !== undefined) return [];
    const name = defaultClassOf(await list('networking.k8s.io/v1', 'IngressClass'));
    if (name !== undefined) (object as Ingress).spec = { ...spec, ingressClassName: name };
    return [];
  },
};
