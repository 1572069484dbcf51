import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { forbidden, invalid } from '@flotilla/machinery';
import type { Service, ServiceSpec } from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { isHeadless, needsClusterIp, needsHealthCheck } from './traits.ts';

/** What of a Service stays as it is once it is given. */
export function validateServiceUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  const [spec, before] = [(next as Service).spec ?? {}, (previous as Service).spec ?? {}];
  return [...addressChanges(spec, before), ...familyChanges(spec, before), ...balancerChanges(spec, before)];
}

function* addressChanges(spec: ServiceSpec, before: ServiceSpec): FieldErrors {
  if (!needsClusterIp(spec) || !needsClusterIp(before) || (isHeadless(spec) && isHeadless(before))) return;
  const [now = [], old = []] = [spec.clusterIPs, before.clusterIPs];
  if (old.length > now.length && now.length === 0) {
    yield invalid('spec.clusterIPs[0]', null, 'primary clusterIP can not be unset');
  }
  const compared = now.length === old.length ? old.length : Math.min(now.length, old.length, 1);
  for (let index = 0; index < compared; index += 1) {
    if (old[index] !== now[index]) yield invalid(`spec.clusterIPs[${index}]`, now, 'may not change once set');
  }
}

function* familyChanges(spec: ServiceSpec, before: ServiceSpec): FieldErrors {
  if (!needsClusterIp(spec) || !needsClusterIp(before) || isHeadless(spec) || isHeadless(before)) return;
  const [now = [], old = []] = [spec.ipFamilies, before.ipFamilies];
  if (now[0] !== old[0]) yield invalid('spec.ipFamilies[0]', now, 'may not change once set');
}

function* balancerChanges(spec: ServiceSpec, before: ServiceSpec): FieldErrors {
  const areBalancers = spec.type === 'LoadBalancer' && before.type === 'LoadBalancer';
  if (areBalancers && spec.loadBalancerClass !== before.loadBalancerClass) {
    yield invalid('spec.loadBalancerClass', spec.loadBalancerClass, 'may not change once set');
  }
  const areChecked = needsHealthCheck(spec) && needsHealthCheck(before);
  if (areChecked && spec.healthCheckNodePort !== before.healthCheckNodePort) {
    yield forbidden('spec.healthCheckNodePort', 'field is immutable');
  }
}
