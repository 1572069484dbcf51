import type { KubernetesObject } from '@flotilla/machinery';
import type { Pod } from '../../generated/types/core-v1.ts';

export function podSelectableFields(object: KubernetesObject): Record<string, string> {
  const { spec, status } = object as Pod;
  return {
    'spec.nodeName': spec?.nodeName ?? '',
    'spec.restartPolicy': spec?.restartPolicy ?? '',
    'spec.schedulerName': spec?.schedulerName ?? '',
    'spec.serviceAccountName': spec?.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec?.hostNetwork ?? false),
    'status.phase': status?.phase ?? '',
    'status.podIP': status?.podIP ?? '',
    // May be named in a selector, but the reference gives it no value.
    'status.podIPs': '',
    'status.nominatedNodeName': status?.nominatedNodeName ?? '',
  };
}
