import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { forbidden } from '@flotilla/machinery';
import type { Service } from '../../generated/types/core-v1.ts';
import { ipModeErrors, loadBalancerEntry } from '../../rules/load-balancer-status.ts';

const field = 'status.loadBalancer.ingress';

export function validateServiceStatusUpdate(object: KubernetesObject): FieldError[] {
  const { spec, status } = object as Service;
  const entries = status?.loadBalancer?.ingress ?? [];
  if (spec?.type !== 'LoadBalancer' && entries.length > 0) {
    return [forbidden(field, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  return entries.flatMap((entry, index) => [
    ...loadBalancerEntry(`${field}[${index}]`, entry),
    ...ipModeErrors(`${field}[${index}]`, entry),
  ]);
}
