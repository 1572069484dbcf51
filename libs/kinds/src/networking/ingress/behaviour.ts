import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { invalid } from '@flotilla/machinery';
import type { Ingress } from '../../generated/types/networking-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { loadBalancerEntry } from '../../rules/load-balancer-status.ts';
import { ingressColumns } from './columns.ts';
import { validateIngress } from './validation.ts';

/** How a class was named before there was a field for it. */
export const classAnnotation = 'kubernetes.io/ingress.class';

export const ingressBehaviour: KindBehaviour = {
  generation: true,
  prepareCreate(object) {
    object.status = { loadBalancer: {} };
  },
  validate: validateIngress,
  validateCreate: classErrors,
  validateStatusUpdate(next) {
    const entries = (next as Ingress).status?.loadBalancer?.ingress ?? [];
    return entries.flatMap((entry, index) => [...loadBalancerEntry(`status.loadBalancer.ingress[${index}]`, entry)]);
  },
  columns: ingressColumns,
  warnings(object) {
    if (!(classAnnotation in (object.metadata.annotations ?? {})) || classOf(object) !== undefined) return [];
    return [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`];
  },
};

function classOf(object: KubernetesObject): string | undefined {
  return (object as Ingress).spec?.ingressClassName;
}

function classErrors(object: KubernetesObject): FieldError[] {
  const annotated = object.metadata.annotations?.[classAnnotation];
  const named = classOf(object);
  if (annotated === undefined || named === undefined || annotated === named) return [];
  const why = 'must match `ingressClassName` when both are specified';
  return [invalid(`annotations.${classAnnotation}`, annotated, why)];
}
